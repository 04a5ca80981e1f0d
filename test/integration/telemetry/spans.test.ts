import { afterAll, describe, expect, it } from 'vitest';
import { entrySpanId, sessionSpanId } from '../../../shared/telemetry/span-ids.ts';
import { asksFor, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';
import { anOtlpReceiver, type ReceivedSpan } from '../../builders/an-otlp-receiver.ts';

const CANARY = 'CANARY-7b1f';
const service = await aToolService();
afterAll(service.close);
const receiver = await anOtlpReceiver();
const laptop = await aLaptop({
  toolHostsAllowed: [service.host],
  openTelemetry: {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20secret, x-other=2',
    OTEL_SERVICE_NAME: 'sessions-of-a-test',
  },
});

const named = (spans: ReceivedSpan[], name: string): ReceivedSpan => {
  const found = spans.find((span) => span.name === name);
  if (found === undefined) throw new Error(`no span ${name} among ${spans.map((span) => span.name)}`);
  return found;
};
const times = (value: Json) => ({ startedAt: Date.parse(value.at), endedAt: Date.parse(value.endedAt) });

describe('the spans of a session', () => {
  const traceparents: string[] = [];
  service.on('/facts', (request, response) => {
    traceparents.push(String(request.headers.traceparent));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ fact: CANARY }));
  });

  /** A session with model turns, an http tool, a manual task and a called agent, and everything said in it is a canary. */
  async function play() {
    const called = await laptop.anAgentWith([{ text: `${CANARY} from the called agent` }], [], { name: 'Called' });
    const agent = await laptop.anAgentWith(
      [
        { ...asksFor(['facts', { q: CANARY }]), reasoning: CANARY },
        asksFor(['ask', { q: CANARY }], ['delegate', {}]),
        { text: `${CANARY} is the answer` },
      ],
      [
        service.tool('facts', '/facts', { inputSchema: { type: 'object' } }),
        { kind: 'manual_task', name: 'ask', description: CANARY },
        { kind: 'agent', name: 'delegate', agentId: called },
      ],
      { name: 'Caller', instructions: `Say ${CANARY}.` },
    );
    const sessionId = await laptop.start(agent);
    const waiting = await laptop.waitFor(sessionId, (session) =>
      session.waiting.some((one: Json) => one.kind === 'manual_task'),
    );
    const task = waiting.waiting.find((one: Json) => one.kind === 'manual_task');
    await laptop.ask('POST', `/manual-tasks/${task.id}/complete`, { output: { note: CANARY } });
    const { session, entries } = await laptop.ended(sessionId);
    const childId = entries.find((entry) => entry.toolName === 'delegate').link.id;
    return { session, entries, childId, agent, called };
  }

  it('arrive with the parents, times, attributes and results that the activity has', async () => {
    const { session, entries, childId, agent } = await play();
    const { sessionId } = session;
    expect(JSON.stringify(entries).split(CANARY).length).toBeGreaterThan(6);
    const spans = await receiver.arrived(sessionId, 7);
    const children = await receiver.arrived(childId, 2);
    expect(spans.map(({ name }) => name).sort()).toEqual([
      'chat scripted',
      'chat scripted',
      'chat scripted',
      'execute_tool ask',
      'execute_tool delegate',
      'execute_tool facts',
      'invoke_agent Caller',
    ]);
    const root = named(spans, 'invoke_agent Caller');
    expect(new Set([...spans, ...children].map(({ traceId }) => traceId))).toEqual(new Set([root.traceId]));
    expect(root).toMatchObject({
      spanId: sessionSpanId({ tenantId: 'demo', sessionId }),
      startedAt: Date.parse(session.startedAt),
      endedAt: Date.parse(session.endedAt),
      kind: 1,
      status: 0,
      resource: { 'service.name': 'sessions-of-a-test' },
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.id': agent,
        'gen_ai.agent.name': 'Caller',
        'gen_ai.usage.input_tokens': session.usage.inputTokens,
        'agent_sessions.status': 'COMPLETED',
        'agent_sessions.tenant.id': 'demo',
        'agent_sessions.tool_calls': 3,
      },
    });
    expect(root.parentSpanId).toBeUndefined();
    for (const span of spans) if (span !== root) expect(span.parentSpanId).toBe(root.spanId);

    const bySpanId = new Map(spans.map((span) => [span.spanId, span]));
    const calls = entries.filter(({ kind }) => kind === 'REASONING' || kind === 'TOOL_CALL');
    expect(calls).toHaveLength(6);
    for (const entry of calls) {
      const span = bySpanId.get(entrySpanId({ tenantId: 'demo', sessionId }, entry.seq));
      expect(span).toMatchObject({ ...times(entry), status: 0, kind: entry.kind === 'REASONING' ? 3 : 1 });
      expect(span?.attributes['agent_sessions.turn']).toBe(entry.turn);
    }
    expect(named(spans, 'chat scripted').attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'scripted',
      'gen_ai.request.model': 'scripted',
      'gen_ai.response.finish_reasons': [expect.any(String)],
      'gen_ai.usage.output_tokens': expect.any(Number),
    });
    expect(named(spans, 'execute_tool facts').attributes).toMatchObject({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'facts',
      'gen_ai.tool.call.id': expect.any(String),
      'agent_sessions.tool.kind': 'http',
    });
    expect(named(spans, 'execute_tool ask').attributes['agent_sessions.manual_task.id']).toMatch(/^mtk_/);

    const delegate = named(spans, 'execute_tool delegate');
    expect(delegate.attributes['agent_sessions.called_session.id']).toBe(childId);
    expect(named(children, 'invoke_agent Called').parentSpanId).toBe(delegate.spanId);
    expect(traceparents).toEqual([`00-${root.traceId}-${named(spans, 'execute_tool facts').spanId}-01`]);
  });

  it('hold nothing of what was said, asked and answered', () => {
    expect(receiver.spans.length).toBeGreaterThan(8);
    expect(JSON.stringify(receiver.requests.map(({ body }) => body))).not.toContain(CANARY);
  });

  it('are sent to the place of the standard variables, with their headers', () => {
    for (const { path, headers } of receiver.requests) {
      expect(path).toBe('/v1/traces');
      expect(headers).toMatchObject({ 'x-key': 'a secret', 'x-other': '2', 'content-type': 'application/json' });
    }
  });

  it('name what failed by its category, and no tool that the model made up', async () => {
    const made = `${CANARY}_tool`;
    const agent = await laptop.anAgentWith(
      [asksFor(['broken'], [made]), { error: { status: 401, message: CANARY } }],
      [service.tool('broken', '/status/500')],
    );
    const { session } = await laptop.ended(await laptop.start(agent));
    expect(session.status).toBe('FAILED');
    const spans = await receiver.arrived(session.sessionId, 5);
    const root = spans.find(({ parentSpanId }) => parentSpanId === undefined);
    expect(root).toMatchObject({
      status: 2,
      attributes: { 'error.type': session.error.category, 'agent_sessions.status': 'FAILED' },
    });
    expect(
      spans
        .filter(({ name }) => name === 'chat scripted')
        .map(({ status }) => status)
        .sort(),
    ).toEqual([0, 2]);
    expect(named(spans, 'execute_tool broken')).toMatchObject({
      status: 2,
      attributes: { 'error.type': 'TOOL_FAILED' },
    });
    expect(named(spans, 'execute_tool')).toMatchObject({ status: 2, attributes: { 'error.type': 'UNKNOWN_TOOL' } });
    expect(JSON.stringify(receiver.requests.map(({ body }) => body))).not.toContain(CANARY);
  });
});
