import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';
import { until } from '../../builders/until.ts';

const service = await aToolService();
afterAll(service.close);
const laptop = await aLaptop({ toolHostsAllowed: [service.host] });
const echo = service.tool('echo', '/echo', { body: { word: '{{ word }}' } });
const spending = (tokens: number) => ({ usage: { inputTokens: tokens - 1, outputTokens: 1 } });
const lineOf = (session: Json, limit: string) => session.budget.find((line: Json) => line.limit === limit);

describe('what a session has used', () => {
  it('is shown for each limit that it has, and nothing is reserved at its end', async () => {
    const limits = { maxTurns: 9, maxToolCalls: 7, maxTokens: 5_000, maxActiveSeconds: 60 };
    const { session } = await laptop.play(
      [
        { ...asksFor(['echo', { word: 'x' }]), ...spending(100) },
        { text: 'Done.', ...spending(150) },
      ],
      [echo],
      { limits },
    );
    expect(session.budget).toEqual([
      { limit: 'maxTurns', of: 9, used: 2, reserved: 0 },
      { limit: 'maxToolCalls', of: 7, used: 1, reserved: 0 },
      { limit: 'maxTokens', of: 5_000, used: 250, reserved: 0 },
      { limit: 'maxActiveSeconds', of: 60, used: expect.any(Number), reserved: 0 },
    ]);
    expect(session.calledUsage).toBeNull();
  });

  it('is told by the entry that ends it, with the limit and what the next step would have needed', async () => {
    const turns = Array.from({ length: 4 }, (_, word) => ({ ...asksFor(['echo', { word }]), ...spending(400) }));
    const { session, entries } = await laptop.play(turns, [echo], { limits: { maxTokens: 1_000 } });
    expect(session).toMatchObject({ status: 'FAILED', error: { category: 'BUDGET_SPENT' }, turns: 2 });
    expect(entries.at(-1).reason).toBe(session.error.message);
    expect(session.error.message).toMatch(
      /^The session's budget of 1000 tokens is spent: 800 used, and the next step needs \d+\. Raise maxTokens of the agent and start again\.$/,
    );
  });
});

describe('an answer that says nothing', () => {
  const nothing = { usage: { inputTokens: 1_000, outputTokens: 4_000 } };

  it('is paid for, in its entry and in the session', async () => {
    const { session, entries } = await laptop.play([nothing, { text: 'Done.', ...spending(100) }]);
    expect(session).toMatchObject({ status: 'COMPLETED', usage: { totalTokens: 5_100 } });
    const [{ usage }] = entries.filter(({ kind }: Json) => kind === 'REASONING');
    expect(usage).toEqual({ inputTokens: 1_099, outputTokens: 4_001 });
  });

  it('ends the session before the next try when that finds no room any more', async () => {
    const { session } = await laptop.play([nothing, nothing, { text: 'Never said.' }], [], {
      limits: { maxTokens: 5_050 },
    });
    expect(session).toMatchObject({
      status: 'FAILED',
      error: { category: 'BUDGET_SPENT' },
      usage: { totalTokens: 5_000 },
    });
  });
});

describe('limits that no session can need', () => {
  it.each([
    [{ limits: { maxActiveSeconds: Number.MAX_SAFE_INTEGER } }, 'limits.maxActiveSeconds'],
    [{ limits: { maxTokens: Number.MAX_SAFE_INTEGER } }, 'limits.maxTokens'],
    [{ limits: { maxCostUsd: 1e308 } }, 'limits.maxCostUsd'],
    [
      {
        model: {
          provider: 'openai-compatible',
          modelId: 'm',
          settings: { maxOutputTokens: Number.MAX_SAFE_INTEGER },
        },
      },
      'model.settings.maxOutputTokens',
    ],
  ])('are refused when the agent is saved: %j', async (more, path) => {
    const { status, body } = await laptop.call('POST', '/agents', anAgentDefinition({ name: `Over ${path}`, ...more }));
    expect(status).toBe(400);
    expect(body.errors.map((error: Json) => error.path)).toContain(path);
  });
});

describe('maxActiveSeconds', () => {
  it('ends a tool that would take longer than is left, and then the session', async () => {
    const silent = service.tool('silent', '/silent', { timeoutSeconds: 60 });
    const began = Date.now();
    const { session, entries } = await laptop.play([asksFor(['silent'], ['silent']), { text: 'never' }], [silent], {
      limits: { maxActiveSeconds: 1 },
    });
    expect(callsOf(entries).map(({ error }) => error.category)).toEqual(['TOOL_TIMEOUT', 'TOOL_TIMEOUT']);
    expect(session).toMatchObject({ status: 'FAILED', error: { category: 'BUDGET_SPENT' } });
    expect(session.error.message).toContain('budget of 1 seconds of work is spent');
    // Two calls beside each other count both: each had half a second.
    expect(lineOf(session, 'maxActiveSeconds').used).toBeLessThan(2);
    expect(Date.now() - began).toBeLessThan(20_000);
  });

  it('ends a model that would take longer than is left', async () => {
    const { session } = await laptop.play([{ text: 'late', delayMs: 30_000 }], [], { limits: { maxActiveSeconds: 1 } });
    expect(session).toMatchObject({ status: 'FAILED', error: { category: 'BUDGET_SPENT' }, turns: 0 });
  });
});

describe('a called session', () => {
  const calls = (name: string, agentId: string) => ({ kind: 'agent', name, agentId });

  it('spends a slice of what its caller has left, and brings back the rest', async () => {
    const called = await laptop.anAgentWith([{ text: 'Hello!', ...spending(300) }], []);
    const caller = await laptop.anAgentWith(
      [
        { ...asksFor(['ask'], ['ask']), ...spending(100) },
        { text: 'Done.', ...spending(200) },
      ],
      [calls('ask', called)],
      { limits: { maxTokens: 10_000 } },
    );
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    const ids = callsOf(entries).flatMap(({ link }) => link ?? []);
    const [child] = await Promise.all(ids.map(async ({ id }) => (await laptop.call('GET', `/sessions/${id}`)).body));
    expect(session.status).toBe('COMPLETED');
    expect(child).toMatchObject({ limits: { maxTokens: 3_300 }, usage: { totalTokens: 300 } });
    expect(lineOf(child, 'maxTokens')).toEqual({ limit: 'maxTokens', of: 3_300, used: 300, reserved: 0 });
    expect(session).toMatchObject({
      usage: { totalTokens: 300 },
      calledUsage: { totalTokens: 300 * ids.length },
    });
    expect(lineOf(session, 'maxTokens')).toMatchObject({ used: 300 + 300 * ids.length, reserved: 0 });
  });

  it('that would spend more than its slice ends, and says whose budget it is', async () => {
    const greedy = await laptop.anAgentWith(
      [{ ...asksFor(['echo', { word: 1 }]), ...spending(900) }, { text: 'never' }],
      [echo],
    );
    const caller = await laptop.anAgentWith(
      [
        { ...asksFor(['ask']), ...spending(100) },
        { text: 'It failed.', ...spending(120) },
      ],
      [calls('ask', greedy)],
      { limits: { maxTokens: 2_000 } },
    );
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    const [call] = callsOf(entries);
    expect(session).toMatchObject({ status: 'COMPLETED', calledUsage: { totalTokens: 900 } });
    expect(call).toMatchObject({ state: 'FAILED', error: { category: 'CALLED_SESSION_FAILED' } });
    expect(call.error.message).toContain(`That is what the session ${session.sessionId} set aside for it.`);
  });

  it('reserves its slice while it lives, and keeps it when its caller is canceled', async () => {
    const waiting = await laptop.anAgentWith(
      [
        { ...asksFor(['person']), ...spending(50) },
        { text: 'Done.', ...spending(60) },
      ],
      [{ kind: 'manual_task', name: 'person' }],
    );
    const caller = await laptop.anAgentWith([{ ...asksFor(['ask']), ...spending(100) }], [calls('ask', waiting)], {
      limits: { maxTokens: 20_100 },
    });
    const sessionId = await laptop.start(caller);
    const waits = await laptop.waitFor(sessionId, ({ waiting: links }) => links.length === 1);
    expect(lineOf(waits, 'maxTokens')).toEqual({ limit: 'maxTokens', of: 20_100, used: 100, reserved: 10_000 });
    await laptop.call('POST', `/sessions/${sessionId}/cancel`);
    const { session } = await laptop.ended(sessionId);
    expect(session).toMatchObject({ status: 'CANCELED', calledUsage: { totalTokens: 10_000 } });
    const child = (await laptop.call('GET', `/sessions/${waits.waiting[0].id}`)).body;
    const [task] = child.waiting;
    await laptop.ask('POST', `/manual-tasks/${task.id}/complete`, { output: {} });
    expect((await laptop.ended(child.sessionId)).session).toMatchObject({
      status: 'COMPLETED',
      limits: { maxTokens: 10_000 },
    });
  });
});

describe('a model that asks for the same calls again and again', () => {
  it('is warned at the third time, in the trace and with the result', async () => {
    const same = asksFor(['echo', { word: 'x', list: [1, { b: 1, a: 2 }] }]);
    const spelled = asksFor(['echo', { list: [1, { a: 2, b: 1 }], word: 'x' }]);
    const { session, entries } = await laptop.play([same, spelled, same, { text: 'Done.' }], [echo]);
    expect(session.status).toBe('COMPLETED');
    expect(callsOf(entries).map(({ warning }) => warning !== undefined)).toEqual([false, false, true]);
    expect(callsOf(entries)[2].warning).toContain('This is turn 3 in a row with the same call');
  });

  it('is ended at the sixth, before the call, and told which call it was', async () => {
    const { session, entries } = await laptop.play(Array(9).fill(asksFor(['echo', { word: 'round' }])), [echo]);
    expect(session).toMatchObject({ status: 'FAILED', error: { category: 'NO_PROGRESS' }, turns: 6, toolCalls: 5 });
    expect(session.error.message).toContain('echo with {"word":"round"}');
    expect(callsOf(entries)).toHaveLength(5);
  });

  it('may ask for it again after something else', async () => {
    const [one, other] = [asksFor(['echo', { word: 'a' }]), asksFor(['echo', { word: 'b' }])];
    const { session } = await laptop.play([one, one, one, one, one, other, one, { text: 'Done.' }], [echo]);
    expect(session).toMatchObject({ status: 'COMPLETED', toolCalls: 7 });
  });
});

describe("a tenant's daily budget", async () => {
  const limits = { TENANT_DAILY_TOKENS: '50000' };
  const limited = await aLaptop({ toolHostsAllowed: [service.host], limits });
  const budget = () => limited.ask('GET', '/budget');

  it('is leased by sessions that live, and spent by those that have ended', async () => {
    expect(await budget()).toMatchObject({
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      tokens: { limit: 50_000, leased: 0, spent: 0 },
      costUsd: { limit: null, leased: 0, spent: 0 },
    });
    const person = { kind: 'manual_task', name: 'person' };
    const agentId = await limited.anAgentWith(
      [
        { ...asksFor(['person']), ...spending(2_000) },
        { text: 'Done.', ...spending(2_500) },
      ],
      [person],
    );
    const sessionId = await limited.start(agentId);
    const waits = await limited.waitFor(sessionId, ({ waiting }) => waiting.length === 1);
    expect((await budget()).tokens.leased).toBeGreaterThanOrEqual(8_192);
    await limited.ask('POST', `/manual-tasks/${waits.waiting[0].id}/complete`, { output: {} });
    await limited.ended(sessionId);
    await until(
      async () => (await budget()).tokens.spent === 4_500 || undefined,
      () => 'what the session gives back',
    );
    expect((await budget()).tokens).toEqual({ limit: 50_000, leased: 4_500, spent: 4_500 });
  });

  it('that is spent ends a session before its model call, and names itself', async () => {
    const { session: first } = await limited.play([{ text: 'All of it.', ...spending(40_000) }]);
    expect(first.status).toBe('COMPLETED');
    await until(
      async () => (await budget()).tokens.spent === 44_500 || undefined,
      () => 'what the session gives back',
    );
    const { session } = await limited.play([{ text: 'never' }]);
    expect(session).toMatchObject({ status: 'FAILED', error: { category: 'BUDGET_SPENT' }, turns: 0 });
    expect(session.error.message).toMatch(
      /^The tenant's daily budget of 50000 tokens does not suffice for the session's next step: 44500 are spent or held by sessions, and this step may take \d+ more\. .*TENANT_DAILY_TOKENS; a lower maxOutputTokens .* reserve less\.$/,
    );
    expect((await budget()).tokens).toEqual({ limit: 50_000, leased: 44_500, spent: 44_500 });
  });

  it('is another for another tenant', async () => {
    const token = await limited.token({ tenant: 'other' });
    const answer = await limited.call('GET', '/budget', undefined, { authorization: `Bearer ${token}` });
    expect(answer.body.tokens.leased).toBe(0);
  });
});
