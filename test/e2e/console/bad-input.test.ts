import type { Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, goTo, signedIn } from '../../builders/a-browser.ts';
import { asksFor } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';
import { browserPath } from '../../builders/browser-path.ts';

/** What somebody else did is seen within this long, in milliseconds. */
const SEEN = 5_000;
/** Whole lists are read anew after a while only; what is looked for here comes with the next reading. */
const LIST = '**/api/v1/sessions?**';
const MUCH = 2_000_000;
const FOREIGN = 'مرحبا بالعالم 👩‍🔧';

describe.skipIf(browserPath === undefined)('in the console', () => {
  let laptop: Awaited<ReturnType<typeof aLaptop>>;
  let service: Awaited<ReturnType<typeof aToolService>>;
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    service = await aToolService();
    laptop = await aLaptop({ toolHostsAllowed: [service.host] });
    ({ page, faults } = await signedIn(await aBrowser(), laptop.address, 'ada', '/agents'));
    return service.close;
  });
  afterEach(async () => {
    await page.unrouteAll();
    expect(faults.splice(0)).toEqual([]);
  });

  /** A session that waits for a person. */
  async function waiting(name: string) {
    const tool = { kind: 'manual_task', name: 'ask' };
    const turns = [asksFor(['ask', { title: `Decide ${name}` }]), { text: 'done' }];
    const sessionId = await laptop.start(await laptop.anAgentWith(turns, [tool], { name }));
    const session = await laptop.waitFor(sessionId, ({ waitingOn }) => waitingOn === 1);
    return { sessionId, taskId: session.waiting[0].id as string };
  }

  it.each([
    [403, 'FORBIDDEN', 'You need the permission sessions:read for this.'],
    [429, 'RATE_LIMITED', 'You have asked too often. Wait a second.'],
  ])('an answer %i in mid-use is said, the rows stay, and a retry shows them anew', async (status, code, detail) => {
    await laptop.play([{ text: 'done' }], [], { name: `Refused ${status}` });
    await goTo(page, `/sessions?search=refused ${status}`);
    await page.getByRole('row', { name: /Refused/ }).waitFor();
    const problem = { type: 'urn:x', title: 'No', status, code, detail };
    const headers = { 'content-type': 'application/problem+json', ...(status === 429 && { 'retry-after': '1' }) };
    await page.route(LIST, (route) => route.fulfill({ status, headers, body: JSON.stringify(problem) }));
    await page.getByText(detail).waitFor({ timeout: 2 * SEEN });
    expect(await page.getByRole('row', { name: /Refused/ }).count()).toBe(1);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Retry' }).click();
    await page.getByText(detail).waitFor({ state: 'detached', timeout: SEEN });
  });

  it('a connection that is lost is said, the rows stay, and what comes back is shown', async () => {
    await laptop.play([{ text: 'done' }], [], { name: 'Unreachable' });
    await goTo(page, '/sessions?search=unreachable');
    await page.getByRole('row', { name: /Unreachable/ }).waitFor();
    await page.route(LIST, (route) => route.abort());
    await page.getByText('cannot be reached').waitFor({ timeout: 4 * SEEN });
    expect(await page.getByRole('row', { name: /Unreachable/ }).count()).toBe(1);
    await page.unrouteAll();
    await page.getByText('cannot be reached').waitFor({ state: 'detached', timeout: 2 * SEEN });
  });

  it('a session that was deleted meanwhile is said to be gone', async () => {
    const { session } = await laptop.play([{ text: 'done' }]);
    const { sessionId } = await waiting('Gone');
    await goTo(page, `/sessions/${sessionId}`);
    await page.getByRole('heading', { name: 'Gone' }).waitFor();
    await laptop.ask('POST', `/sessions/${sessionId}/cancel`);
    await laptop.ended(sessionId);
    expect((await laptop.call('DELETE', `/sessions/${sessionId}`)).status).toBe(204);
    await goTo(page, `/sessions/${session.sessionId}`);
    await page.getByRole('heading', { name: 'Final response' }).waitFor();
    await goTo(page, `/sessions/${sessionId}`);
    await page.getByText('There is no such session').waitFor({ timeout: SEEN });
    await page.getByText('It may have been deleted.').waitFor();
  });

  it('a task that somebody else has completed meanwhile says so, and shows their answer', async () => {
    const { taskId } = await waiting('Raced');
    await goTo(page, `/tasks/${taskId}`);
    await page.getByRole('textbox').fill('"Mine"');
    await page.route('**/complete', async (route) => {
      await laptop.ask('POST', `/manual-tasks/${taskId}/complete`, { output: 'Theirs' });
      await route.continue();
    });
    await page.getByRole('button', { name: 'Complete task' }).click();
    await page.getByText('The task could not be completed').first().waitFor();
    await page.getByText('Theirs').waitFor();
  });

  it('a lost connection is said, nothing typed is lost, and what was typed goes through when it is back', async () => {
    const { taskId } = await waiting('Offline');
    await goTo(page, `/tasks/${taskId}`);
    await page.getByRole('textbox').fill('"Typed before"');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Complete task' }).click();
    await page.getByText('The task was not completed').waitFor();
    await page.getByText('cannot be reached').first().waitFor();
    await page.context().setOffline(false);
    expect(await page.getByRole('textbox').inputValue()).toBe('"Typed before"');
    await page.getByRole('button', { name: 'Complete task' }).click();
    await page.getByText('Typed before').waitFor();
    await page.getByRole('heading', { name: 'What was answered' }).waitFor();
  });

  it('an output of 2 MB is shown by its beginning, and whole when asked for', async () => {
    const tool = service.tool('read', `/bytes/${MUCH - 1_000}`);
    const { session } = await laptop.play([asksFor(['read']), { text: 'Long.' }], [tool]);
    await goTo(page, `/sessions/${session.sessionId}?show=tool-calls`);
    const entry = page.getByRole('article');
    const fold = entry.getByRole('button', { name: /^read/ });
    await fold.click();
    await entry.getByText('This is the beginning.').waitFor();
    const length = async () => (await entry.locator('pre').last().textContent())?.length ?? 0;
    expect(await length()).toBeLessThan(10_000);
    await entry.getByRole('button', { name: 'Show all' }).click();
    await entry.getByText('This is the beginning.').waitFor({ state: 'detached' });
    expect(await length()).toBeGreaterThan(MUCH - 10_000);
    await fold.click();
    await entry.locator('pre').first().waitFor({ state: 'detached', timeout: SEEN });
  });

  it('names of 500 characters, from right to left and with emoji break no page', async () => {
    const long = `${FOREIGN} ${'x'.repeat(240)}${'長'.repeat(240)}`.slice(0, 500);
    await goTo(page, '/agents/new');
    await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill(long);
    await page.getByRole('textbox', { name: 'Instructions' }).fill('Go.');
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page
      .getByText(/Too big|at most 120/i)
      .first()
      .waitFor();
    await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill(FOREIGN);
    await page.getByRole('button', { name: 'Save', exact: true }).first().click();
    await page.getByText(`${FOREIGN} was saved`).waitFor();

    // Longer than any that can be saved today.
    const { sessionId, taskId } = await waiting('Longer');
    await page.route('**/api/v1/**', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replaceAll('Longer', long) });
    });
    const places = ['/sessions', '/agents', '/tasks', '/triggers', `/sessions/${sessionId}`, `/tasks/${taskId}`];
    for (const path of places) {
      await goTo(page, path);
      if (path !== '/triggers') await page.locator('main').getByText(FOREIGN).first().waitFor();
      expect([path, await page.evaluate(WIDER)]).toEqual([path, 0]);
    }
    await page.locator('main bdi', { hasText: FOREIGN }).first().waitFor();
  });
});

/** By how many pixels the page is wider than its window. */
const WIDER = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
