import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { aBrowser, goTo, signedIn } from '../../builders/a-browser.ts';
import { asksFor, type Json } from '../../builders/a-caller.ts';
import { aHeldService } from '../../builders/a-held-service.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { browserPath } from '../../builders/browser-path.ts';

/** Steering is seen within this long, in milliseconds. */
const SEEN = 5_000;
const MANY = 2_000;
/** Where everything stays in its place; a page that jumps has a tenth and more. */
const STEADY = 0.02;

describe.skipIf(browserPath === undefined)('whoever watches in the console', () => {
  let laptop: Awaited<ReturnType<typeof aLaptop>>;
  let service: Awaited<ReturnType<typeof aHeldService>>;
  let context: BrowserContext;
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    service = await aHeldService();
    laptop = await aLaptop({ openai: service.openai, toolHostsAllowed: [service.host] });
    context = await aBrowser();
    ({ page, faults } = await signedIn(context, laptop.address, 'ada', '/sessions'));
  });

  it('sees rows change without losing selection, focus or place, and asks nothing while the tab is hidden', async () => {
    const over = await laptop.anAgentWith([{ text: 'done' }], [], { name: 'Watched' });
    await Promise.all(Array.from({ length: 5 }, async () => laptop.ended(await laptop.start(over))));
    const held = await laptop.anAgentWith([], [], {
      name: 'Watched and held',
      instructions: 'Work as session watched',
      model: { provider: 'openai-compatible', modelId: 'held' },
    });
    const sessionId = await laptop.start(held);
    await service.isHeld('watched', { thinking: true, flying: 0 });
    const tab = await context.newPage();
    await tab.setViewportSize({ width: 1_200, height: 420 });
    await tab.clock.install();
    let asked = 0;
    tab.on('request', (request) => {
      if (request.url().includes('/api/v1/sessions?')) asked += 1;
    });
    await tab.goto(`${laptop.address}/sessions?search=watched`);
    await tab.getByText('Running', { exact: true }).waitFor();
    await tab.getByText('6 matches').first().waitFor();
    await tab.getByRole('combobox', { name: 'Find sessions' }).waitFor();
    await tab.getByRole('checkbox', { name: new RegExp(sessionId) }).check();
    await tab.evaluate('scrollTo(0, 60)');
    expect(await tab.evaluate('scrollY')).toBeGreaterThan(0);
    // Where the row stands on the screen: the browser scrolls by itself when something above it grows.
    const seen = `(({ textContent, ...row }) => ({ focused: textContent.includes('held'), place: row.top }))(
      ((row) => ({ textContent: row.textContent, top: Math.round(row.getBoundingClientRect().top) }))(
        document.activeElement.closest('tr')))`;
    const place = (await tab.evaluate(seen)) as { place: number; focused: boolean };
    expect(place).toEqual({ place: expect.any(Number), focused: true });

    await tab.evaluate(VISIBILITY('hidden'));
    const before = asked;
    await tab.clock.fastForward('01:00');
    await tab.evaluate('fetch("/api/v1/health").then(() => true)');
    expect(asked).toBe(before);
    service.ask('watched', 0);
    await laptop.ended(sessionId);
    await tab.evaluate(VISIBILITY('visible'));
    await tab.getByText('Running', { exact: true }).waitFor({ state: 'detached', timeout: SEEN });
    await tab.clock.fastForward('00:03');
    expect(asked).toBeGreaterThan(before);
    expect(await tab.evaluate(seen)).toEqual(place);
    expect(await tab.getByRole('checkbox', { name: new RegExp(sessionId) }).isChecked()).toBe(true);
    await tab.close();
  });

  it('has all columns beside each other at first', async () => {
    await goTo(page, '/sessions');
    const boxOf = async (name: string) => (await page.getByRole('columnheader', { name, exact: true }).boundingBox())!;
    await page.getByRole('columnheader', { name: 'Actions' }).waitFor();
    const [last, actions] = [await boxOf('Cost'), await boxOf('Actions')];
    expect(last.x + last.width).toBeLessThanOrEqual(actions.x + 1);
    expect(actions.x + actions.width).toBeLessThanOrEqual(page.viewportSize()!.width);
  });

  it('keeps the widths and the choice of columns, and sees nothing jump while the list comes', async () => {
    await goTo(page, '/sessions');
    const column = page.getByRole('columnheader', { name: 'Agent' });
    const width = async () => Math.round((await column.boundingBox())!.width);
    const first = await width();
    const box = (await column.boundingBox())!;
    await page.mouse.move(box.x + box.width, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 90, box.y + box.height / 2, { steps: 4 });
    // What is kept is what was shown before the button was let go.
    await expect.poll(width).toBeGreaterThan(first + 85);
    await page.mouse.up();
    await page.getByRole('button', { name: 'Preferences' }).click();
    await page.getByRole('checkbox', { name: 'Source' }).uncheck();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('columnheader', { name: 'Source' }).waitFor({ state: 'detached' });
    const dragged = await width();

    await page.addInitScript(SHIFTS);
    await page.reload();
    await page
      .getByRole('row', { name: /Watched/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Preferences' }).waitFor();
    // A drag may end between two pixels.
    expect(Math.abs((await width()) - dragged)).toBeLessThanOrEqual(1);
    expect(await page.getByRole('columnheader', { name: 'Source' }).count()).toBe(0);
    expect(await page.evaluate('window.shifts')).toBeLessThan(STEADY);

    await page.goto(`${laptop.address}/sessions?search=watched`);
    await page.getByRole('combobox', { name: 'Find sessions' }).waitFor();
    await page
      .getByRole('row', { name: /Watched/ })
      .first()
      .waitFor();
    expect(await page.evaluate('window.shifts')).toBeLessThan(STEADY);
  });

  it('sees that a call waits for consent, and who refused it and why', async () => {
    const tool = { ...service.tool, approval: true, inputSchema: NAMED };
    const agent = await laptop.anAgentWith([asksFor(['work', { name: 'x' }]), { text: 'So be it.' }], [tool]);
    const sessionId = await laptop.start(agent);
    const { waiting } = await laptop.waitFor(sessionId, ({ waitingOn }) => waitingOn === 1);
    await goTo(page, `/sessions/${sessionId}`);
    await page.getByText('Waits for approval').waitFor();
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/complete`, {
      output: { approved: false, reason: 'Not on a Friday.' },
    });
    // A call that failed is unfolded by itself.
    const entry = page.getByRole('article').filter({ hasText: 'Refused by ada' });
    await entry.getByText('Not on a Friday.').first().waitFor({ timeout: SEEN });
    await entry.getByRole('link', { name: 'The task that asked' }).click();
    await page.getByRole('heading', { name: /Approve/ }).waitFor();
  });

  it('sees the first entries at once, however much was answered', async () => {
    const { session, entries } = await laptop.play([{ text: 'A line of the answer.\n'.repeat(60) }]);
    await page.route(`**/sessions/${session.sessionId}/activity?*`, (route) => {
      const query = new URL(route.request().url()).searchParams;
      return route.fulfill({ json: pageOf(manyOf(entries), Number(query.get('after')), Number(query.get('limit'))) });
    });
    await goTo(page, `/sessions/${session.sessionId}`);
    const fourth = page.getByRole('article', { name: 'Entry 4', exact: true });
    const lowestOf = async () => (({ y, height }) => y + height)((await fourth.boundingBox())!);
    await page.getByRole('button', { name: 'Show all' }).waitFor();
    expect(await lowestOf()).toBeLessThan(page.viewportSize()!.height);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.getByRole('button', { name: 'Show less' }).waitFor();
    expect(await lowestOf()).toBeGreaterThan(1_200);
  });

  it(`finds its way in ${MANY} entries, as a list and over time, and takes them home`, async () => {
    const { session, entries } = await laptop.play([{ text: 'Well.' }]);
    await page.route(`**/sessions/${session.sessionId}/activity?*`, (route) => {
      const query = new URL(route.request().url()).searchParams;
      return route.fulfill({ json: pageOf(manyOf(entries), Number(query.get('after')), Number(query.get('limit'))) });
    });
    await goTo(page, `/sessions/${session.sessionId}?entry=1500`);
    const target = page.getByRole('article', { name: 'Entry 1500' });
    await target.getByText('Thought 1500').first().waitFor();
    expect(await target.locator('.entry-content').count()).toBe(1);
    expect(await page.locator('.activity article').count()).toBeLessThan(60);
    await target.getByRole('link', { name: 'Link to entry 1500' }).waitFor();

    await page.getByRole('searchbox', { name: 'Find in the activity' }).fill('thought 1777');
    await page.getByRole('article', { name: 'Entry 1777' }).waitFor();
    expect(await page.locator('.activity article').count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('find')).toBe('thought 1777');
    await page.getByRole('searchbox', { name: 'Find in the activity' }).fill('');

    await page.getByRole('button', { name: 'Timeline' }).click();
    await page.locator('.timeline-row').first().waitFor();
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    await page.locator('.timeline-row', { hasText: `#${MANY}` }).waitFor();
    expect(await page.locator('.timeline-row').count()).toBeLessThan(100);

    await page.evaluate('scrollTo(0, 0)');
    await page.getByRole('button', { name: 'More' }).click();
    const offered = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Download as JSON' }).click();
    const file = await offered;
    expect(file.suggestedFilename()).toBe(`${session.sessionId}.json`);
    const taken = JSON.parse(readFileSync(await file.path(), 'utf8'));
    expect([taken.session.sessionId, taken.activity.length]).toEqual([session.sessionId, MANY]);
    expect(faults).toEqual([]);
  });
});

const NAMED = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };

const VISIBILITY = (state: string) =>
  `Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
   document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`;

/** Adds up how much of the page moves without anybody having done something. */
const SHIFTS = `window.shifts = 0;
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value } of list.getEntries()) if (!hadRecentInput) window.shifts += value;
}).observe({ type: 'layout-shift', buffered: true });`;

/** A real activity, with its reasoning again and again between its beginning and its end. */
function manyOf(entries: Json[]): Json[] {
  const reasoning = entries.find(({ kind }) => kind === 'REASONING');
  return Array.from({ length: MANY }, (_, index) => ({ ...reasoning, seq: index + 1, text: `Thought ${index + 1}` }));
}

function pageOf(entries: Json[], after: number, limit: number): Json {
  const items = entries.slice(after, after + limit);
  return { items, next: entries.length, more: after + limit < entries.length, complete: true };
}
