import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CHANGE_WINDOW } from '../../../infra/local/open-engine.ts';
import { aBrowser, goTo, signedIn } from '../../builders/a-browser.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aWorkflow, runs } from '../../builders/a-workflow.ts';
import { browserPath } from '../../builders/browser-path.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

const NAME = '<img src=x onerror=window.__ran=1>\u202e"\'>';

/** A tool that gives all of the texts at once; closed with the test. */
async function aHostileTool() {
  const server = createServer((_, response) => response.end(JSON.stringify(HOSTILE_TEXTS)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { host: `127.0.0.1:${port}`, close: () => server.close() };
}

describe.skipIf(browserPath === undefined)('the console', () => {
  let laptop: Awaited<ReturnType<typeof aLaptop>>;
  let tool: Awaited<ReturnType<typeof aHostileTool>>;
  let sessionId: string;
  let agentId: string;
  beforeAll(async () => {
    tool = await aHostileTool();
    laptop = await aLaptop({ toolHostsAllowed: [tool.host] });
    agentId = await aHostileAgent();
    sessionId = await laptop.start(agentId, { texts: HOSTILE_TEXTS.join('\n') });
    await laptop.waitFor(sessionId, ({ waitingOn }) => waitingOn === 1);
    return () => tool.close();
  });

  /** Every place where somebody's text is shown: names, prompt, inputs, reasoning, tool input and output, form, answer. */
  async function aHostileAgent(): Promise<string> {
    const texts = HOSTILE_TEXTS.join('\n');
    return laptop.anAgentWith(
      [
        { reasoning: texts, toolCalls: [{ toolName: 'read', input: { texts } }], delayMs: 10 },
        { text: texts, toolCalls: [{ toolName: 'ask', input: { title: NAME, texts: HOSTILE_TEXTS } }] },
        { text: texts },
      ],
      [
        {
          kind: 'http',
          name: 'read',
          description: texts.slice(0, 4_000),
          method: 'GET',
          url: `http://${tool.host}/texts`,
          inputSchema: { type: 'object', properties: { texts: { type: 'string' } } },
        },
        {
          kind: 'manual_task',
          name: 'ask',
          description: texts.slice(0, 2_000),
          form: {
            type: 'object',
            properties: { answer: { type: 'string', title: NAME, description: texts.slice(0, 2_000) } },
            required: ['answer'],
          },
        },
      ],
      {
        name: NAME,
        description: texts.slice(0, 2_000),
        instructions: 'Read {{ texts }}',
        inputSchema: { type: 'object', properties: { texts: { type: 'string', title: NAME } }, required: ['texts'] },
      },
    );
  }

  /** Pages of things that people name, each with its heading. */
  async function otherPlaces(): Promise<[path: string, heading: string | RegExp][]> {
    const trigger = { name: NAME, agentId, type: 'MANUAL', inputs: { texts: HOSTILE_TEXTS.join('\n') } };
    const { triggerId } = await laptop.ask('POST', '/triggers', trigger, 201);
    const description = HOSTILE_TEXTS.join('\n').slice(0, 2_000);
    const workflowId = await aWorkflow(laptop, CHANGE_WINDOW, { name: NAME, description });
    const { jobId } = await runs(laptop, workflowId, { note: NAME });
    const model = { provider: 'scripted', modelId: NAME, name: NAME, description };
    const { modelKey } = await laptop.ask('POST', '/models', model, 201);
    return [
      ['/models', 'Models'],
      [`/models/${modelKey}`, /img src=x/],
      ['/agents', 'Agents'],
      [`/agents/${agentId}`, /img src=x/],
      ['/triggers', 'Triggers'],
      [`/triggers/${triggerId}`, /img src=x/],
      ['/workflows', 'Workflows'],
      [`/workflows/${workflowId}`, /img src=x/],
      ['/jobs', 'Jobs'],
      [`/jobs/${jobId}`, /img src=x/],
    ];
  }

  async function expectNothingRan(page: Page): Promise<void> {
    expect(await page.evaluate('window.__ran')).toBeUndefined();
    expect(await page.locator('main iframe, main object, main script, main base, main meta').count()).toBe(0);
  }

  it('shows 200 hostile texts as texts, wherever they stand, and asks nobody for anything', async () => {
    expect(HOSTILE_TEXTS).toHaveLength(200);
    const context = await aBrowser();
    const { page, faults } = await signedIn(context, laptop.address, 'ada', '/sessions');
    await page.getByRole('row', { name: /img src=x/ }).waitFor();
    await expectNothingRan(page);

    for (const { seq, kind } of await laptop.activity(sessionId)) {
      if (kind === 'SYSTEM') continue;
      await goTo(page, `/sessions/${sessionId}?entry=${seq}`);
      await page.locator(`[aria-label="Entry ${seq}"] .entry-content`).waitFor();
      await expectNothingRan(page);
    }
    await goTo(page, `/sessions/${sessionId}?view=timeline`);
    await page.locator('.timeline-row').first().waitFor();
    await expectNothingRan(page);

    for (const [path, heading] of await otherPlaces()) {
      await goTo(page, path);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.locator('main').getByText('img src=x').first().waitFor();
      await expectNothingRan(page);
    }

    await goTo(page, '/tasks');
    await page.getByRole('heading', { name: 'Work Center' }).waitFor();
    await page.getByRole('link', { name: /img src=x/ }).click();
    await page.getByRole('textbox').fill(HOSTILE_TEXTS.join('\n'));
    await expectNothingRan(page);
    await page.getByRole('button', { name: 'Complete task' }).click();
    await page.getByText('What was answered').waitFor();
    await expectNothingRan(page);

    await laptop.ended(sessionId);
    await goTo(page, `/sessions/${sessionId}`);
    await page.getByRole('heading', { name: 'Final response' }).waitFor();
    await expectNothingRan(page);
    expect(faults).toEqual([]);
    await context.close();
  });
});
