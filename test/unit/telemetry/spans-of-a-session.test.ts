import { describe, expect, it } from 'vitest';
import type { SessionHead } from '../../../shared/domain/session/control-item.ts';
import type { Entry, ReasoningEntry, ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { entrySpan } from '../../../shared/telemetry/entry-span.ts';
import { sessionSpan } from '../../../shared/telemetry/session-span.ts';
import { entrySpanId, sessionSpanId, traceIdOf } from '../../../shared/telemetry/span-ids.ts';
import { aHead, anAnswer, applied, pending, person, running, sessionIn } from '../../builders/a-session.ts';

const SECRET = 'CANARY-1';
const head = aHead();
const model = { provider: 'openai-compatible', modelId: 'llama' };

function reasoning(more: Partial<ReasoningEntry> = {}): ReasoningEntry {
  const base = { kind: 'REASONING' as const, seq: 2, v: 3, at: 1_000, endedAt: 1_900, turn: 1, model };
  return { ...base, state: 'SUCCEEDED', content: { text: SECRET }, ...more };
}

function toolCall(more: Partial<ToolCallEntry> = {}): ToolCallEntry {
  const base = { kind: 'TOOL_CALL' as const, seq: 3, v: 4, at: 2_000, endedAt: 2_500, turn: 1, index: 0 };
  const call = { callId: 'call_0', toolName: 'devices', toolKind: 'http' as const };
  return { ...base, ...call, state: 'SUCCEEDED', input: { text: SECRET }, output: { text: SECRET }, ...more };
}

const failure = { category: 'TOOL_TIMEOUT' as const, message: SECRET };

describe('the span of an entry', () => {
  it.each<[string, Entry]>([
    ['a model call under way', reasoning({ state: 'RUNNING' })],
    ['a call in flight', toolCall({ state: 'RUNNING' })],
    ['a call that waits', toolCall({ state: 'WAITING' })],
    ['a response', { kind: 'RESPONSE', state: 'SUCCEEDED', seq: 4, v: 5, at: 1, text: { text: SECRET } }],
    ['an event', { kind: 'SYSTEM', state: 'SUCCEEDED', seq: 1, v: 2, at: 1, event: 'PAUSED', by: null }],
  ])('is none for %s', (_, entry) => {
    expect(entrySpan({ head }, entry)).toBeUndefined();
  });

  const usage = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 4, cacheWriteTokens: 2 };
  const table: [string, Entry, object, object][] = [
    [
      'a model call',
      reasoning({ usage, stopReason: 'tool_calls', failedAttempts: 2 }),
      { name: 'chat llama', kind: 'CLIENT', startedAt: 1_000, endedAt: 1_900, failed: false },
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'llama',
        'gen_ai.response.finish_reasons': ['tool_calls'],
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 5,
        'gen_ai.usage.cache_read.input_tokens': 4,
        'gen_ai.usage.cache_creation.input_tokens': 2,
        'agent_sessions.failed_attempts': 2,
      },
    ],
    [
      'a model call that was given up after its attempts failed',
      reasoning({ state: 'CANCELED', error: { category: 'MODEL_UNAVAILABLE', message: SECRET } }),
      { failed: true },
      { 'error.type': 'MODEL_UNAVAILABLE', 'agent_sessions.state': 'CANCELED' },
    ],
    [
      'a tool call',
      toolCall(),
      { name: 'execute_tool devices', kind: 'INTERNAL', startedAt: 2_000, endedAt: 2_500, failed: false },
      {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'devices',
        'gen_ai.tool.type': 'function',
        'gen_ai.tool.call.id': 'call_0',
        'agent_sessions.tool.kind': 'http',
      },
    ],
    [
      'a tool call that failed',
      toolCall({ state: 'FAILED', error: failure }),
      { failed: true },
      { 'error.type': 'TOOL_TIMEOUT' },
    ],
    ['a tool call that somebody canceled', toolCall({ state: 'CANCELED', error: failure }), { failed: false }, {}],
    [
      'a call of a tool that there is not',
      toolCall({ toolName: SECRET, toolKind: undefined, state: 'FAILED', error: failure }),
      { name: 'execute_tool' },
      {},
    ],
    [
      'an approved call of an agent',
      toolCall({
        toolKind: 'agent',
        link: { kind: 'session', id: 'ses_2' },
        approval: { taskId: 'mtk_1', argumentsHash: 'x', request: { text: SECRET }, by: 'session' },
      }),
      {},
      { 'agent_sessions.called_session.id': 'ses_2', 'agent_sessions.manual_task.id': 'mtk_1' },
    ],
    [
      'a call of a workflow',
      toolCall({ toolKind: 'workflow', link: { kind: 'job', id: 'job_1' } }),
      {},
      { 'agent_sessions.job.id': 'job_1' },
    ],
    ['a clock that was set back', toolCall({ endedAt: 1 }), { startedAt: 2_000, endedAt: 2_000 }, {}],
    ['a long id of a call', toolCall({ callId: 'c'.repeat(500) }), {}, { 'gen_ai.tool.call.id': 'c'.repeat(100) }],
  ];
  it.each(table)('of %s', (_, entry, span, attributes) => {
    const made = entrySpan({ head }, entry);
    expect(made).toMatchObject({
      ...span,
      traceId: traceIdOf(head),
      spanId: entrySpanId(head, entry.seq),
      parentSpanId: sessionSpanId(head),
    });
    expect(made?.attributes).toMatchObject({
      ...attributes,
      'gen_ai.conversation.id': head.sessionId,
      'gen_ai.agent.id': 'agt_1',
      'gen_ai.agent.name': 'Interface health check',
    });
    expect(JSON.stringify(made)).not.toContain(SECRET);
    if (!('error.type' in attributes) && made?.failed === false)
      expect(made.attributes).not.toHaveProperty('error.type');
  });
});

describe('the model that agents get by the id default', () => {
  const byDefault = { provider: 'openai-compatible', modelId: 'default' };
  it.each([
    ['is named when it is known', byDefault, 'llama', 'llama'],
    ['stays default when it is not', byDefault, undefined, 'default'],
    ['stays default when it is empty', byDefault, '', 'default'],
    ['is no other model', model, 'qwen', 'llama'],
    ['is of no other provider', { ...byDefault, provider: 'anthropic' }, 'llama', 'default'],
  ])('%s', (_, asked, known, named) => {
    const attributes = { 'gen_ai.request.model': named };
    expect(entrySpan({ head }, reasoning({ model: asked }), known)).toMatchObject({
      name: `chat ${named}`,
      attributes,
    });
    const ended = applied(running({ model: asked }), anAnswer([]));
    expect(sessionSpan(ended, known)).toMatchObject({ attributes });
  });
});

describe('the span of the model call that ended its session', () => {
  const canceled = reasoning({ state: 'CANCELED' });
  it.each([
    ['MODEL_REFUSED', 'MODEL_REFUSED'],
    ['BUDGET_SPENT', undefined],
  ] as const)('by %s has the error %s', (category, type) => {
    const span = entrySpan({ head, error: { category, message: SECRET } }, canceled);
    expect(span?.failed).toBe(type !== undefined);
    expect(span?.attributes['error.type']).toBe(type);
    expect(JSON.stringify(span)).not.toContain(SECRET);
  });
});

describe('the span of a session', () => {
  it('is none while it goes on, and when it is deleted', () => {
    expect(sessionSpan(sessionIn('RUNNING'))).toBeUndefined();
    expect(sessionSpan(applied(sessionIn('COMPLETED'), { type: 'delete', by: null }))).toBeUndefined();
  });

  it('goes from its start to its end, with what it used', () => {
    const ended = applied(running(), anAnswer([]));
    expect(sessionSpan(ended)).toEqual({
      traceId: traceIdOf(head),
      spanId: sessionSpanId(head),
      parentSpanId: undefined,
      name: 'invoke_agent Interface health check',
      kind: 'INTERNAL',
      startedAt: head.startedAt,
      endedAt: ended.endedAt,
      failed: false,
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.provider.name': 'scripted',
        'gen_ai.request.model': 'scripted',
        'gen_ai.agent.id': 'agt_1',
        'gen_ai.agent.name': 'Interface health check',
        'gen_ai.conversation.id': head.sessionId,
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 5,
        'agent_sessions.tenant.id': 'demo',
        'agent_sessions.project': 'default',
        'agent_sessions.trigger.type': 'MANUAL',
        'agent_sessions.status': 'COMPLETED',
        'agent_sessions.turns': 1,
        'agent_sessions.tool_calls': 0,
      },
    });
  });

  it('of one that failed says why, of one that was canceled that it was', () => {
    expect(sessionSpan(sessionIn('FAILED'))).toMatchObject({
      failed: true,
      attributes: { 'error.type': 'MODEL_REFUSED' },
    });
    const canceled = sessionSpan(applied(pending(), person('cancel')));
    expect(canceled).toMatchObject({ failed: false, attributes: { 'agent_sessions.status': 'CANCELED' } });
    expect(canceled?.attributes).not.toHaveProperty('error.type');
  });

  const caller: Partial<SessionHead> = { lineage: ['ses_root', 'ses_above'] };
  it.each<[string, Partial<SessionHead>, string | undefined]>([
    ['nobody called', {}, undefined],
    [
      'another session called',
      { ...caller, caller: { kind: 'session', id: 'ses_above', seq: 7 } },
      entrySpanId({ tenantId: 'demo', sessionId: 'ses_above' }, 7),
    ],
    [
      "a session's job called",
      { ...caller, caller: { kind: 'job', id: 'job_1' } },
      sessionSpanId({ tenantId: 'demo', sessionId: 'ses_above' }),
    ],
    ['a job of nobody called', { lineage: [], caller: { kind: 'job', id: 'job_1' } }, undefined],
  ])('that %s is below its caller', (_, more, parent) => {
    const called = aHead(more);
    const span = sessionSpan(applied(running(more), anAnswer([])));
    expect(span?.parentSpanId).toBe(parent);
    const root = more.lineage?.[0] ?? called.sessionId;
    expect(span?.traceId).toBe(traceIdOf({ ...head, sessionId: root }));
  });

  it('has ids of the right form, which differ between tenants, sessions and entries', () => {
    const ids = ['demo', 'acme'].flatMap((tenantId) =>
      ['ses_1', 'ses_2'].flatMap((sessionId) => [
        sessionSpanId({ tenantId, sessionId }),
        entrySpanId({ tenantId, sessionId }, 1),
        entrySpanId({ tenantId, sessionId }, 11),
      ]),
    );
    expect(new Set(ids).size).toBe(12);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(traceIdOf(head)).toMatch(/^[0-9a-f]{32}$/);
    expect(traceIdOf({ ...head, tenantId: 'acme' })).not.toBe(traceIdOf(head));
  });
});
