import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEMO_AGENTS } from '../../../infra/local/seed/demo-ids.ts';
import { aBrowser, goTo, signedIn } from '../../builders/a-browser.ts';
import { asksFor } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { browserPath } from '../../builders/browser-path.ts';

const STARTS = { 'Run again': true, 'Run Change approval': true, 'Run Change window': true };
const NO_STARTS = { 'Run again': false, 'Run Change approval': false, 'Run Change window': false };
const WRITES = {
  'Create agent': true,
  'Create trigger': true,
  'Register workflow': true,
  'Register model': true,
  Save: true,
};
const NO_WRITES = {
  'Create agent': false,
  'Create trigger': false,
  'Register workflow': false,
  'Register model': false,
  Save: false,
};
const READ = ['Agents', 'Triggers', 'Workflows', 'Jobs', 'Models'];
const ALL_PAGES = ['Sessions', 'Work Center', ...READ];
const BUILDERS_PAGES = [...ALL_PAGES, 'Secrets'];

/** What each role of the contract's matrix sees and may do. `closed`: what the address of a page says is missing. */
const MATRIX = {
  vic: {
    pages: ['Sessions', ...READ],
    closed: { '/tasks': 'manual-tasks:read', '/secrets': 'secrets:write' },
    live: [],
    over: [],
    ...{ bulk: [], buttons: { ...NO_STARTS, ...NO_WRITES } },
  },
  olga: {
    pages: ALL_PAGES,
    closed: { '/secrets': 'secrets:write' },
    live: ['Pause', 'Cancel'],
    over: [],
    ...{ bulk: ['Pause', 'Cancel'], buttons: { ...STARTS, ...NO_WRITES } },
  },
  bo: {
    pages: BUILDERS_PAGES,
    closed: {},
    live: ['Pause', 'Cancel'],
    over: [],
    ...{ bulk: ['Pause', 'Cancel'], buttons: { ...STARTS, ...WRITES } },
  },
  ada: {
    pages: BUILDERS_PAGES,
    closed: {},
    live: ['Pause', 'Cancel'],
    over: ['Delete'],
    ...{ bulk: ['Pause', 'Cancel'], buttons: { ...STARTS, ...WRITES } },
  },
};
const STEERS = ['Pause', 'Resume', 'Cancel', 'Delete'];

describe.skipIf(browserPath === undefined)('in the console', () => {
  let laptop: Awaited<ReturnType<typeof aLaptop>>;
  let live: string;
  let over: string;
  beforeAll(async () => {
    laptop = await aLaptop();
    over = (await laptop.play([{ text: 'done' }], [], { name: 'Over' })).session.sessionId;
    const asking = await laptop.anAgentWith(
      [asksFor(['ask', { title: 'Decide' }]), { text: 'done' }],
      [{ kind: 'manual_task', name: 'ask' }],
      { name: 'Asking' },
    );
    live = await laptop.start(asking);
    await laptop.waitFor(live, ({ waitingOn }) => waitingOn === 1);
  });

  /** Which of the buttons are there, and whether they can be pressed. */
  async function enabled(page: Page, path: string, first: string, names: readonly string[]) {
    await goTo(page, path);
    await page.getByRole('heading', { name: first }).first().waitFor();
    await page
      .locator('main')
      .getByText(/^Loading/)
      .first()
      .waitFor({ state: 'detached' });
    const found: Record<string, boolean> = {};
    for (const name of names) {
      const button = page
        .locator('main')
        .getByRole(name.startsWith('Create') || name.startsWith('Register') ? 'link' : 'button', { name, exact: true });
      if ((await button.count()) > 0) found[name] = (await button.first().getAttribute('aria-disabled')) !== 'true';
    }
    return found;
  }

  it.each(Object.keys(MATRIX) as (keyof typeof MATRIX)[])('%s sees and may do what the matrix says', async (user) => {
    const expected = MATRIX[user];
    const context = await aBrowser();
    const { page } = await signedIn(context, laptop.address, user, `/sessions/${live}`);
    const navigation = page.getByRole('navigation', { name: 'Pages' });
    expect(await navigation.getByRole('link').allTextContents()).toEqual(expected.pages);
    expect(Object.keys(await enabled(page, `/sessions/${live}`, 'Asking', STEERS))).toEqual(expected.live);
    const again = await enabled(page, `/sessions/${over}`, 'Final response', [...STEERS, 'Run again']);
    expect(Object.keys(again).filter((name) => STEERS.includes(name))).toEqual(expected.over);

    await goTo(page, '/sessions?search=asking');
    await page.getByRole('checkbox', { name: new RegExp(live) }).check();
    const bulk = page
      .getByRole('heading', { name: 'Sessions' })
      .locator('xpath=ancestor::*[contains(@class,"root")][1]');
    const may = [];
    for (const name of STEERS) {
      if ((await bulk.getByRole('button', { name, exact: true }).getAttribute('aria-disabled')) !== 'true')
        may.push(name);
    }
    expect(may).toEqual(expected.bulk);

    const buttons = {
      'Run again': again['Run again'],
      ...(await enabled(page, '/agents', 'Agents', ['Create agent', 'Run Change approval'])),
      ...(await enabled(page, '/triggers', 'Triggers', ['Create trigger'])),
      ...(await enabled(page, '/workflows', 'Workflows', ['Register workflow', 'Run Change window'])),
      ...(await enabled(page, '/models', 'Models', ['Register model'])),
      ...(await enabled(page, `/agents/${DEMO_AGENTS.changeApproval}`, 'Change approval', ['Save'])),
    };
    expect(buttons).toEqual(expected.buttons);
    for (const [path, permission] of Object.entries(expected.closed)) {
      await goTo(page, path);
      await page.getByText(permission, { exact: true }).waitFor();
    }
    await context.close();
  });

  it('a task-worker sees the task and what it gives, and of everything else what is missing', async () => {
    const context = await aBrowser();
    const { page } = await signedIn(context, laptop.address, 'tom');
    const navigation = page.getByRole('navigation', { name: 'Pages' });
    expect(await navigation.getByRole('link').allTextContents()).toEqual(['Work Center']);
    const closed = {
      [`/sessions/${live}`]: 'agent-sessions:view',
      '/agents/new': 'agents:read',
      '/triggers': 'triggers:read',
      '/workflows': 'workflows:read',
      '/jobs': 'workflows:read',
      '/models': 'agents:read',
      '/secrets': 'secrets:write',
    };
    for (const [path, permission] of Object.entries(closed)) {
      await goTo(page, path);
      await page.getByText(permission, { exact: true }).waitFor();
    }
    await goTo(page, '/tasks');
    await page.getByRole('link', { name: 'Decide' }).click();
    await page.getByText('you may not see its session').waitFor();
    await page.getByRole('button', { name: 'Claim' }).click();
    await page.getByText('The task is yours').waitFor();
    await page.getByRole('textbox').fill('"Yes"');
    await page.getByRole('button', { name: 'Complete task' }).click();
    await page.getByRole('heading', { name: 'What was answered' }).waitFor();
    await context.close();
  });
});
