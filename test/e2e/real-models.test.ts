import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrySpanId, sessionSpanId } from '../../shared/telemetry/span-ids.ts';
import { callsOf, type Json, traceOf } from '../builders/a-caller.ts';
import { aLaptop } from '../builders/a-laptop.ts';
import { aModelEndpoint, sends } from '../builders/a-model-endpoint.ts';
import { anAgentDefinition } from '../builders/an-agent.ts';
import { anOtlpReceiver } from '../builders/an-otlp-receiver.ts';
import { theReferenceMcpServer } from '../builders/the-reference-mcp-server.ts';
import { until } from '../builders/until.ts';
import { KEY, type Said, WIRE_FORMATS } from '../builders/wire-formats.ts';

const server = await theReferenceMcpServer();
const receiver = await anOtlpReceiver();
const endpoints = await Promise.all(WIRE_FORMATS.map(aModelEndpoint));
afterAll(async () => {
  await server.close();
  await Promise.all(endpoints.map(({ close }) => close()));
});
const settings = Object.assign({}, ...WIRE_FORMATS.map((wire, at) => wire.environment(endpoints[at]!.address)));
const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey, ...providers } = settings;
const laptop = await aLaptop({
  toolHostsAllowed: [server.host],
  ...{ openai: { baseUrl, apiKey }, providers },
  openTelemetry: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint },
});

/** Of every provider; the laptop's registry has prices for those that are really there. */
const modelId = 'anthropic.claude-adder';
/** US dollars per million tokens. */
const PRICES = { input: 10, output: 100 };
const LIMITS = { maxTurns: 6, maxToolCalls: 5, maxTokens: 100_000, maxCostUsd: 2, maxActiveSeconds: 600, maxDepth: 5 };
const TOOLS = [
  { kind: 'mcp', name: 'ref', url: server.url, allow: ['get-sum', 'echo'] },
  { kind: 'mcp', name: 'careful', url: server.url, allow: ['get-structured-content'], approval: true },
];
/** What a model says, turn after turn, in any format. */
const TURNS: Said[] = [
  {
    text: 'I add them up.',
    calls: [{ id: 'call_sum', name: 'ref__get-sum', input: { a: 19, b: 23 } }],
    usage: { input: 1_000, output: 100 },
  },
  {
    calls: [
      { id: 'call_echo', name: 'ref__echo', input: { message: 'The sum is 42.' } },
      { id: 'call_care', name: 'careful__get-structured-content', input: { location: 'Chicago' } },
    ],
    usage: { input: 2_000, output: 200 },
  },
  { text: 'The sum is 42, and I know the weather.', usage: { input: 3_000, output: 300 } },
];

let agent: Json;
beforeAll(async () => {
  for (const { provider } of WIRE_FORMATS) {
    await laptop.ask('POST', '/models', { provider, modelId, name: modelId, prices: PRICES }, 201);
  }
  const model = { provider: 'openai-compatible', modelId };
  const definition = anAgentDefinition({ name: 'Adder', instructions: 'Add 19 and 23.', model, tools: TOOLS });
  agent = await laptop.ask('POST', '/agents', { ...definition, limits: LIMITS }, 201);
});

/** The agent as it is, with another model and nothing else. */
async function choose(model: Json): Promise<void> {
  const { agentId, version, createdAt: _, createdBy: _b, updatedAt: _c, updatedBy: _d, ...rest } = agent;
  const answer = await laptop.call('PUT', `/agents/${agentId}`, { ...rest, model }, { 'if-match': String(version) });
  expect(answer.status).toBe(200);
  const { tools, limits } = answer.body;
  expect([limits, tools.map(statesOf)]).toEqual([agent.limits, agent.tools.map(statesOf)]);
  agent = answer.body;
}

const statesOf = ({ discovered }: Json) => discovered.tools.map(({ calledAs, state }: Json) => [calledAs, state]);

it('an agent knows the tools of its MCP server from its first save', () => {
  expect(agent.tools.map(statesOf)).toEqual([
    [
      ['ref__echo', 'accepted'],
      ['ref__get-sum', 'accepted'],
    ],
    [['careful__get-structured-content', 'accepted']],
  ]);
});

describe.each(WIRE_FORMATS.map((wire, at) => ({ ...wire, endpoint: endpoints[at]! })))(
  'the same agent with a model of $provider',
  ({ provider, endpoint, answer }) => {
    it('uses its tools over several turns, asks for one approval, keeps within its budget, and is traced', async () => {
      await choose({ provider, modelId });
      endpoint.script(
        TURNS.map((said) => sends(200, answer(said))),
        modelId,
      );
      const sessionId = await laptop.start(agent.agentId);
      const task = await openTaskOf(sessionId);
      expect(task).toMatchObject({ status: 'OPEN', input: { location: 'Chicago' } });
      expect(callsOf(await laptop.activity(sessionId)).at(-1).state).not.toBe('SUCCEEDED');
      await laptop.ask('POST', `/manual-tasks/${task.taskId}/complete`, { output: { approved: true } });
      const { session, entries } = await laptop.ended(sessionId);

      expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: TURNS[2]!.text });
      expect(traceOf(callsOf(entries))).toEqual([
        'TOOL_CALL 1 ref__get-sum SUCCEEDED',
        'TOOL_CALL 2 ref__echo SUCCEEDED',
        'TOOL_CALL 2 careful__get-structured-content SUCCEEDED',
      ]);
      const [sum, echo, careful] = callsOf(entries);
      expect(sum.output.content[0].text).toContain('42');
      expect(echo.output.content[0].text).toContain('The sum is 42.');
      expect(careful.output.structuredContent).toMatchObject({ conditions: expect.any(String) });
      expect(careful.approval).toMatchObject({ approved: true, by: { userId: 'ada' } });

      // The model was offered the tools, and shown what they answered.
      const requests = endpoint.received(modelId).map(({ body }) => JSON.stringify(body));
      expect(requests).toHaveLength(3);
      for (const tool of ['ref__get-sum', 'ref__echo', 'careful__get-structured-content']) {
        expect(requests[0]).toContain(`"${tool}"`);
      }
      expect(requests[1]).toContain('sum of 19 and 23 is 42');
      expect(requests[2]).toContain(careful.output.structuredContent.conditions);

      expect(session.budget).toEqual(
        expect.arrayContaining([
          { limit: 'maxTurns', of: 6, used: 3, reserved: 0 },
          { limit: 'maxToolCalls', of: 5, used: 3, reserved: 0 },
          { limit: 'maxTokens', of: 100_000, used: 6_600, reserved: 0 },
          { limit: 'maxCostUsd', of: 2, used: 0.12, reserved: 0 },
        ]),
      );
      expect(session.budget.every(({ of, used }: Json) => used <= of)).toBe(true);

      await expectSpans(session, entries);
      expect(JSON.stringify([session, entries, receiver.requests])).not.toContain(KEY);
    });
  },
);

/** As the Work Center lists it. */
function openTaskOf(sessionId: string): Promise<Json> {
  return until(
    async () => {
      const { items } = await laptop.ask('GET', '/manual-tasks');
      return items.find(({ origin, status }: Json) => origin.id === sessionId && status === 'OPEN');
    },
    () => `a task of ${sessionId}`,
  );
}

/** Each step is a span below that of the session, with the times of its entry. */
async function expectSpans({ sessionId }: Json, entries: Json[]): Promise<void> {
  const key = { tenantId: 'demo', sessionId };
  const spans = await receiver.arrived(sessionId, 7);
  expect(spans.map(({ name }) => name).sort()).toEqual([
    ...[`chat ${modelId}`, `chat ${modelId}`, `chat ${modelId}`, 'execute_tool careful__get-structured-content'],
    ...['execute_tool ref__echo', 'execute_tool ref__get-sum', 'invoke_agent Adder'],
  ]);
  const root = spans.find(({ spanId }) => spanId === sessionSpanId(key));
  expect(root).toMatchObject({ name: 'invoke_agent Adder', status: 0 });
  expect(root?.parentSpanId).toBeUndefined();
  const steps = entries.filter(({ kind }) => kind === 'REASONING' || kind === 'TOOL_CALL');
  for (const { seq, at, endedAt } of steps) {
    const span = spans.find(({ spanId }) => spanId === entrySpanId(key, seq));
    expect(span).toMatchObject({
      ...{ parentSpanId: root?.spanId, traceId: root?.traceId, status: 0 },
      ...{ startedAt: Date.parse(at), endedAt: Date.parse(endedAt) },
    });
  }
  expect(steps).toHaveLength(6);
}
