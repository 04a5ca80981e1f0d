import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEMO_AGENTS, DEMO_WORKFLOWS } from '../../../infra/local/seed/demo-ids.ts';
import { aBrowser, goTo, signedIn } from '../../builders/a-browser.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { browserPath } from '../../builders/browser-path.ts';

/** Pictures of every page, for looking at. */
const PICTURES = 'build/screenshots';

/** Twenty pages and all rules for each: seconds, but on a busy machine minutes. */
const LONGEST = 180_000;

/** All else is the same in both colours. */
const COLOURS = { runOnly: ['color-contrast'] };

/** Between two pages this one is shown, so that the next is known by its heading. */
const NOWHERE = '/nowhere';
const NO_PAGE = 'There is no such page';
/** What is there until the rest has come. */
const LATER = '.filter-place, .button-place';
const ACTIVITY = '.activity-row, .timeline-row';

type Violation = { id: string; nodes: { html: string }[] };

/** The accessibility rules that the page breaks, each with where. */
async function violationsOf(page: Page, rules: object): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    `axe.run(document, ${JSON.stringify(rules)}).then(({ violations }) => violations)`,
  )) as Violation[];
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

describe.skipIf(browserPath === undefined)('every page', () => {
  let laptop: Awaited<ReturnType<typeof aLaptop>>;
  let pages: Record<string, string>;
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    laptop = await aLaptop();
    const over = await laptop.start(DEMO_AGENTS.interfaceHealthCheck);
    const waiting = await laptop.start(DEMO_AGENTS.changeApproval);
    await laptop.ended(over);
    await laptop.waitFor(waiting, ({ waiting: waits }) =>
      waits.some(({ kind }: { kind: string }) => kind === 'manual_task'),
    );
    const { taskId } = (await laptop.ask('GET', '/manual-tasks')).items[0];
    const { jobId } = (await laptop.ask('GET', '/jobs')).items[0];
    const { modelKey } = (await laptop.ask('GET', '/models?provider=anthropic')).items[0];
    pages = {
      sessions: '/sessions',
      'sessions-filtered': '/sessions?status=RUNNING,COMPLETED&triggerType=MANUAL&search=change',
      'sessions-none': '/sessions?search=nothing-like-this',
      'session-over': `/sessions/${over}`,
      'session-waiting': `/sessions/${waiting}`,
      'session-timeline': `/sessions/${waiting}?view=timeline`,
      'session-gone': '/sessions/ses_none',
      agents: '/agents',
      agent: `/agents/${DEMO_AGENTS.changeApproval}`,
      'agent-new': '/agents/new',
      tasks: '/tasks',
      task: `/tasks/${taskId}`,
      triggers: '/triggers',
      'trigger-new': '/triggers/new',
      workflows: '/workflows',
      workflow: `/workflows/${DEMO_WORKFLOWS.changeWindow}`,
      'workflow-new': '/workflows/new',
      jobs: '/jobs',
      models: '/models',
      model: `/models/${modelKey}`,
      'model-new': '/models/new',
      secrets: '/secrets',
      job: `/jobs/${jobId}`,
      nowhere: NOWHERE,
    };
  });

  it.each(['light', 'dark'] as const)(
    'breaks no accessibility rule in %s colours, and is photographed',
    async (colorScheme) => {
      const context = await aBrowser({ colorScheme });
      const { page } = await signedIn(context, laptop.address, 'ada');
      const violations: Record<string, string[]> = {};
      for (const [name, path] of Object.entries(pages)) {
        await goTo(page, NOWHERE);
        await page.getByRole('heading', { name: NO_PAGE }).waitFor();
        await goTo(page, path);
        if (path !== NOWHERE) {
          await page.getByRole('heading', { level: 1 }).filter({ hasNotText: NO_PAGE }).waitFor();
        }
        for (const waits of [page.locator(LATER), page.locator('main').getByText(/^Loading/)]) {
          await waits.first().waitFor({ state: 'detached' });
        }
        if (name.startsWith('session-') && name !== 'session-gone') await page.locator(ACTIVITY).first().waitFor();
        await page.evaluate('document.fonts.ready.then(() => true)');
        await page.screenshot({ path: `${PICTURES}/${name}-${colorScheme}.png`, fullPage: true });
        const found = await violationsOf(page, colorScheme === 'light' ? {} : COLOURS);
        if (found.length > 0) violations[name] = found;
      }
      expect(violations).toEqual({});
      await context.close();
    },
    LONGEST,
  );
});
