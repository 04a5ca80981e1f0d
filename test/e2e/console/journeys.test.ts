import { beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, signedIn } from '../../builders/a-browser.ts';
import { aHeldService } from '../../builders/a-held-service.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { browserPath } from '../../builders/browser-path.ts';

/** Steering is seen within this long, in milliseconds: the list asks every 2 s, a session's page every second. */
const SEEN = 5_000;
/** The console is built for the first page, if it is not yet. */
const FIRST = { timeout: 60_000 };

describe.skipIf(browserPath === undefined)('in the console', () => {
  let laptop: Awaited<ReturnType<typeof aLaptop>>;
  let service: Awaited<ReturnType<typeof aHeldService>>;
  beforeAll(async () => {
    service = await aHeldService();
    laptop = await aLaptop({ openai: service.openai, toolHostsAllowed: [service.host] });
    await fetch(laptop.address, { headers: { accept: 'text/html' } });
  });

  /** An agent whose model and tool answer when the test says so. */
  const aHeldAgent = (name: string) =>
    laptop.anAgentWith([], [{ ...service.tool, inputSchema: NAMED }], {
      name: `Held ${name}`,
      instructions: `Work as session ${name}`,
      model: { provider: 'openai-compatible', modelId: 'held' },
    });

  it('what is served is built for production, whoever had it built', async () => {
    const page = await (await fetch(laptop.address, { headers: { accept: 'text/html' } })).text();
    const scripts = [...page.matchAll(/\/assets\/[\w-]+\.js/g)].map(async ([path]) =>
      (await fetch(laptop.address + path)).text(),
    );
    expect(scripts.length).toBeGreaterThan(5);
    // A hint for developers that React's production build does not have.
    expect((await Promise.all(scripts)).join()).not.toContain('Consider adding an error boundary');
  });

  it('a newcomer runs the demo, watches it, does its task beside it, and sees it end', async () => {
    const context = await aBrowser();
    const { page, faults } = await signedIn(context, laptop.address, 'ada');
    await page.getByRole('link', { name: 'Agents', exact: true }).click(FIRST);
    await page.getByRole('button', { name: 'Run Change approval' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('a manual task for').waitFor({ timeout: 30_000 });
    await page.getByText('check_interfaces').waitFor();
    await page.getByText('Running · waiting').waitFor();

    const beside = await context.newPage();
    await beside.goto(`${laptop.address}/tasks`);
    await beside.getByRole('link', { name: 'Approve the change of core-lon-01' }).click();
    await beside.getByRole('button', { name: 'Complete task' }).click();
    await beside.getByText('Choose yes or no.').waitFor();
    await beside.getByRole('radio', { name: 'Yes' }).check();
    await beside.getByRole('textbox', { name: 'Comment' }).fill('Tonight.');
    await beside.getByRole('button', { name: 'Complete task' }).click();
    await beside.getByText('What was answered').waitFor();

    await page.getByText('The change of core-lon-01 was decided on').first().waitFor({ timeout: SEEN });
    await page.getByRole('heading', { name: 'Final response' }).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it('a session is paused and resumed from its page, and completes', async () => {
    const context = await aBrowser();
    const sessionId = await laptop.start(await aHeldAgent('pausing'));
    const { page, faults } = await signedIn(context, laptop.address, 'olga', `/sessions/${sessionId}`);
    await service.isHeld('pausing', { thinking: true, flying: 0 });
    await page.getByText('Thinking').waitFor({ timeout: SEEN });
    service.ask('pausing', 1);
    await service.isHeld('pausing', { thinking: false, flying: 1 });
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('One call is still in flight').waitFor({ timeout: SEEN });
    service.finish('pausing');
    await page.getByRole('article').getByRole('button', { name: 'Resume' }).click({ timeout: SEEN });
    await service.isHeld('pausing', { thinking: true, flying: 0 });
    service.ask('pausing', 0);
    await page.getByRole('heading', { name: 'Final response' }).waitFor({ timeout: SEEN });
    await page.getByText(/^Resumed by olga/).waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it('a session is canceled with a call in flight, and no further one starts', async () => {
    const context = await aBrowser();
    const sessionId = await laptop.start(await aHeldAgent('canceling'));
    const { page, faults } = await signedIn(context, laptop.address, 'olga', `/sessions/${sessionId}`);
    await service.isHeld('canceling', { thinking: true, flying: 0 });
    service.ask('canceling', 1);
    await service.isHeld('canceling', { thinking: false, flying: 1 });
    await page.getByRole('button', { name: 'Cancel', exact: true }).click({ timeout: SEEN });
    await page.getByRole('button', { name: 'Cancel the session' }).click();
    await page.getByText('Canceling', { exact: true }).waitFor({ timeout: SEEN });
    service.finish('canceling');
    await page.getByText(/^Canceled by olga/).waitFor({ timeout: SEEN });
    expect(service.madeBy('canceling')).toBe(1);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('many sessions are acted on at once as far as all allow it, and each says what happened to it', async () => {
    const live = await laptop.start(await aHeldAgent('bulk'));
    await service.isHeld('bulk', { thinking: true, flying: 0 });
    const done = await laptop.anAgentWith([{ text: 'done' }], [], { name: 'Bulk done' });
    const over = [await laptop.start(done), await laptop.start(done)];
    for (const sessionId of over) await laptop.ended(sessionId);
    const context = await aBrowser();
    const { page, faults } = await signedIn(context, laptop.address, 'ada', '/sessions?search=bulk');
    const button = (name: string) =>
      page
        .getByRole('heading', { name: 'Sessions' })
        .locator('xpath=ancestor::*[contains(@class,"root")][1]')
        .getByRole('button', { name, exact: true });
    for (const sessionId of [live, ...over]) {
      await page.getByRole('checkbox', { name: new RegExp(sessionId) }).check();
    }
    for (const name of ['Pause', 'Resume', 'Cancel', 'Delete']) {
      expect(await button(name).getAttribute('aria-disabled')).toBe('true');
    }
    await page.getByRole('checkbox', { name: new RegExp(live) }).uncheck();
    await button('Delete').click();
    await page.getByRole('dialog').getByRole('textbox').fill('delete');
    await page.getByRole('button', { name: 'Delete 2 sessions' }).click();
    await page.getByText('2 sessions were deleted').waitFor();
    await page.getByText('What happened to each').click();
    await page.getByText(/^Done/).first().waitFor();
    await page.getByRole('link', { name: new RegExp(over[0]!) }).waitFor({ state: 'detached', timeout: SEEN });
    await page.getByRole('checkbox', { name: new RegExp(live) }).waitFor();
    await laptop.ask('POST', `/sessions/${live}/cancel`);
    await page.getByText('Canceled', { exact: true }).waitFor({ timeout: SEEN });
    expect(faults).toEqual([]);
    await context.close();
  });

  it('the columns are chosen in the preferences, by keyboard too, and stay chosen', async () => {
    const context = await aBrowser();
    const { page, faults } = await signedIn(context, laptop.address, 'ada', '/sessions');
    const preferences = page.getByRole('button', { name: 'Preferences', exact: true });
    await preferences.focus(FIRST);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Preferences' });
    await dialog.getByRole('checkbox', { name: 'Project', exact: true }).check();
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('columnheader', { name: 'Project' }).waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await page.locator('button[aria-label="Preferences"]:focus').waitFor();
    await page.reload();
    await page.getByRole('columnheader', { name: 'Project' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('a reload and a new tab are signed in again at the same address, and tokens are kept nowhere', async () => {
    const context = await aBrowser();
    const { page } = await signedIn(context, laptop.address, 'ada', '/agents?search=change');
    await page.getByRole('link', { name: 'Change approval' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Change approval' }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/agents?search=change');
    const tab = await context.newPage();
    await tab.goto(`${laptop.address}/tasks`);
    await tab.getByRole('heading', { name: 'Work Center' }).waitFor();
    const kept = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    expect(kept).not.toMatch(/eyJ/);
    await context.close();
  });

  it('a token that has run out is renewed beside the page, and what was typed stays', async () => {
    const context = await aBrowser();
    const { page, faults } = await signedIn(context, laptop.address, 'bo', '/agents/new');
    const instructions = page.getByRole('textbox', { name: 'Instructions' });
    await instructions.fill('Half of a thought');
    const outdated = { status: 401, json: {} };
    await page.route('**/api/v1/agents', (route) => route.fulfill(outdated), { times: 1 });
    await page.getByRole('textbox', { name: 'Name' }).first().fill('Renewed');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.getByText('Renewed was saved').waitFor();

    // The issuer has forgotten who it was: the person is asked in a window of its own.
    await page.goto(`${laptop.address}/agents/new`);
    await instructions.fill('Half of another thought');
    await context.clearCookies();
    await page.route('**/api/v1/agents', (route) => route.fulfill(outdated), { times: 1 });
    await page.getByRole('textbox', { name: 'Name' }).first().fill('Asked again');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    const popup = context.waitForEvent('page');
    await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
    await (await popup).locator('button[value="demo.bo"]').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await instructions.inputValue()).toBe('Half of another thought');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.getByText('Asked again was saved').first().waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it('what somebody else changed meanwhile is said, and shown', async () => {
    const sessionId = await laptop.start(await aHeldAgent('raced'));
    const context = await aBrowser();
    const { page } = await signedIn(context, laptop.address, 'ada', `/sessions?search=raced`);
    await service.isHeld('raced', { thinking: true, flying: 0 });
    await page.getByRole('row', { name: /raced/ }).getByRole('button', { name: 'Cancel' }).click();
    service.refuse('raced');
    await laptop.ended(sessionId);
    await page.getByRole('button', { name: 'Cancel the session' }).click();
    await page.getByText('The session has changed meanwhile').waitFor();
    await page.getByText('Failed', { exact: true }).waitFor({ timeout: SEEN });
    await context.close();
  });
});

const NAMED = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
