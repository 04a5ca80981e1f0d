import { describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { until } from '../../builders/until.ts';

const laptop = await aLaptop();
let models = 0;

/** A scripted model in the registry, under a name of its own. */
async function aModel(more: Json = {}) {
  models += 1;
  const modelId = `scripted-${models}`;
  const model = await laptop.ask('POST', '/models', { provider: 'scripted', modelId, name: modelId, ...more }, 201);
  const change = (changes: Json) => {
    const { modelKey, version, createdAt: _, createdBy: __, updatedAt: ___, updatedBy: ____, ...body } = model;
    const headers = { 'if-match': `"${version}"` };
    return laptop.call('PUT', `/models/${modelKey}`, { ...body, ...changes }, headers);
  };
  return { modelId, modelKey: model.modelKey, change };
}

const agentOf = (modelId: string, turns: Json[], tools: Json[] = []) =>
  laptop.anAgentWith([], tools, { model: { provider: 'scripted', modelId, settings: { turns } } });
const ask = { kind: 'manual_task', name: 'ask' };

describe('what a session costs', () => {
  const usage = { inputTokens: 1_000, outputTokens: 200 };

  it('is counted by the prices that it started with, in the list, the session and each model call', async () => {
    const model = await aModel({ prices: { input: 10, output: 100 } });
    const agentId = await agentOf(
      model.modelId,
      [
        { ...asksFor(['ask', {}]), usage },
        { text: 'done', usage },
      ],
      [ask],
    );
    const sessionId = await laptop.start(agentId);
    const { waiting } = await laptop.waitFor(sessionId, (session: Json) => session.waiting.length === 1);
    expect(await model.change({ prices: { input: 1_000, output: 1_000 } })).toMatchObject({ status: 200 });
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/complete`, { output: {} });
    const { session } = await laptop.ended(sessionId);
    expect(session).toMatchObject({ status: 'COMPLETED', usage: { totalTokens: 2_400 } });
    expect(session.usage.costUsd).toBeCloseTo(0.06, 10);
    const { items } = await laptop.ask('GET', `/sessions?agentId=${agentId}`);
    expect(items[0].usage.costUsd).toBeCloseTo(0.06, 10);
    const entries = (await laptop.ask('GET', `/sessions/${sessionId}/activity`)).items;
    const costs = entries.flatMap((entry: Json) => (entry.kind === 'REASONING' ? [entry.costUsd] : []));
    expect(costs).toEqual([expect.closeTo(0.03, 10), expect.closeTo(0.03, 10)]);
  });

  it('is not known when the model has no prices, or is not registered', async () => {
    const registered = await aModel();
    for (const modelId of [registered.modelId, 'of-nobody']) {
      const { session } = await laptop.ended(await laptop.start(await agentOf(modelId, [{ text: 'done', usage }])));
      expect(session).toMatchObject({ status: 'COMPLETED', usage: { totalTokens: 1_200, costUsd: null } });
    }
  });
});

describe('a model that is disabled', () => {
  it('is refused at the start, and what was started before goes on', async () => {
    const model = await aModel();
    const agentId = await agentOf(model.modelId, [asksFor(['ask', {}]), { text: 'done' }], [ask]);
    const start = () => laptop.call('POST', '/sessions', { agentId }, { 'idempotency-key': `start-${agentId}` });
    const { sessionId } = (await start()).body;
    const { waiting } = await laptop.waitFor(sessionId, (session: Json) => session.waiting.length === 1);
    await model.change({ enabled: false });
    expect(await start(), 'a repeat').toMatchObject({ status: 200, body: { sessionId } });
    const refused = await laptop.call('POST', '/sessions', { agentId });
    expect(refused).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(refused.body.detail).toContain(`(${model.modelKey}) is disabled`);
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/complete`, { output: {} });
    expect((await laptop.ended(sessionId)).session).toMatchObject({ status: 'COMPLETED', finalResponse: 'done' });
  });

  it('is noted on the trigger that would start it', async () => {
    const model = await aModel();
    const agentId = await agentOf(model.modelId, [{ text: 'done' }]);
    const trigger = { name: 'By API', agentId, type: 'API', enabled: true };
    const { triggerId } = await laptop.ask('POST', '/triggers', trigger, 201);
    await model.change({ enabled: false });
    await laptop.call('POST', `/triggers/${triggerId}/invoke`);
    const noted = await until(
      async () => {
        const { lastError } = await laptop.ask('GET', `/triggers/${triggerId}`);
        return lastError ?? undefined;
      },
      () => 'a failed firing',
    );
    expect(noted).toMatchObject({ category: 'INVALID_DEFINITION', message: expect.stringContaining('is disabled') });
  });

  it('fails the call of an agent that has it, with the reason', async () => {
    const model = await aModel();
    const called = await agentOf(model.modelId, [{ text: 'done' }]);
    const tool = { kind: 'agent', name: 'helper', agentId: called };
    await model.change({ enabled: false });
    const { session, entries } = await laptop.play([asksFor(['helper', {}]), { text: 'Alone then.' }], [tool]);
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Alone then.' });
    expect(callsOf(entries)).toMatchObject([
      { state: 'FAILED', error: { category: 'INVALID_DEFINITION', message: expect.stringContaining('is disabled') } },
    ]);
  });
});
