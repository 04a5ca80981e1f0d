import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Point } from '../../../shared/telemetry/metrics.ts';
import type { Span } from '../../../shared/telemetry/span.ts';
import { benchAgent } from '../../bench/bench-agent.ts';
import { anInProcessProduct, transitionsOf } from '../../builders/an-in-process-product.ts';
import { type CountedRequest, requestWaves } from '../../builders/request-waves.ts';

const waves = requestWaves();
const points: Point[] = [];
const spans: Span[] = [];
const telemetry = {
  metrics: { add: (point: Point) => void points.push(point) },
  spans: { add: (span: Span) => void spans.push(span) },
};
const product = await anInProcessProduct({ watch: waves.watch, telemetry });
/** Where a tenant's sessions lease what they spend. */
const rationed = await anInProcessProduct({ watch: waves.watch, settings: { TENANT_DAILY_TOKENS: '10000000' } });
let agents = 0;
// Modules that are loaded when they are first used would make waves of their own.
beforeAll(() => play(1, {}, rationed));
afterAll(() => Promise.all([product.close(), rationed.close()]));

/** A session of so many turns with one call of a tool each, and a final answer. */
function play(turns: number, limits: Record<string, number> = {}, on = product) {
  return playAgent(benchAgent({ name: nextName(), url: 'https://tool.example/', turns, limits }), on);
}

/** A session of one turn with so many calls beside each other, and a final answer. */
function playBeside(calls: number) {
  const agent = benchAgent({ name: nextName(), url: 'https://tool.example/', turns: 1 });
  const toolCalls = Array.from({ length: calls }, (_, number) => ({
    toolName: 'look_up',
    input: { device: `edge-${number}` },
  }));
  const settings = { turns: [{ text: 'I look them up.', toolCalls }, { text: 'All are up.' }] };
  return playAgent({ ...agent, model: { ...agent.model, settings } }, product);
}

function nextName(): string {
  agents += 1;
  return `Agent ${agents}`;
}

async function playAgent(agent: unknown, { createAgent, play: run }: Pick<typeof product, 'createAgent' | 'play'>) {
  const agentId = await createAgent(agent);
  waves.take();
  const outputs = await run(agentId);
  const taken = waves.take();
  const writeUnits = taken.flat().reduce((sum, request) => sum + request.writeUnits, 0);
  return { waves: taken.map(names), requests: taken.flat().length, writeUnits, transitions: transitionsOf(outputs) };
}

/** Equal requests of a wave as one: `12 × PutItem Activity E#`. */
function names(wave: CountedRequest[]): string[] {
  const byName = Map.groupBy(wave, ({ name }) => name);
  return [...byName].map(([name, { length }]) => (length === 1 ? name : `${length} × ${name}`));
}

/*
 * A session of 5 turns with one tool call each and a final answer, as DynamoDB sees it; each line waits for the one before.
 *
 *  1  the agent                                                                        command-api
 *  2  what the registry says of its model; beside it who starts sessions, for the list's filter
 *  3  its definition, kept with the session
 *  4  the control item is created
 *  5  the summary, PENDING; beside it who started it, for the audit trail, before the run is started
 *     the control item is read                                                         advance-session
 *  6  the lease is taken; the first model call is recorded as begun
 *  7  turn 1: the model's answer, and the claim of its call; beside it the entry "started" is put
 *  8          the call's result, and the next model call as begun; the model's entry
 *  9  turn 2: the next answer; the entry of the call before
 *  …  turns 2 to 5 likewise
 * 17  the final answer, the session is COMPLETED; the entry of the last call
 * 18  what is left to show: the summary, the model's last entry, the response, "completed"
 * 19  the effects that were performed are removed
 *
 * An entry that stays open for 150 ms is put as it is by then, beside the steps and not in their way.
 */
describe('a session of five turns', () => {
  it('asks this of DynamoDB, and nothing more', async () => {
    const session = await play(5);
    expect(session.waves).toEqual([
      ['GetItem Catalog'],
      ['GetItem Catalog', 'PutItem Catalog'],
      ['PutItem Activity B#'],
      ['PutItem SessionControl'],
      ['PutItem Sessions', 'PutItem Audit'],
      ['GetItem SessionControl'],
      ['PutItem SessionControl'],
      ...Array(11).fill(['PutItem Activity E#', 'PutItem SessionControl']),
      ['3 × PutItem Activity E#', 'PutItem Sessions'],
      ['PutItem SessionControl'],
    ]);
    expect(session.requests).toBe(36);
  });

  it('asks nothing for what is measured of it, nor for the spans that it gives', async () => {
    points.length = 0;
    spans.length = 0;
    // Who starts it is known to this process, and not put again.
    expect((await play(5)).requests).toBe(35);
    expect(spans.map(({ name }) => name.split(' ')[0]).sort()).toEqual([
      ...Array(6).fill('chat'),
      ...Array(5).fill('execute_tool'),
      'invoke_agent',
    ]);
    expect(Object.keys(Object.groupBy(points, ({ name }) => name)).sort()).toEqual([
      'ControlWriteTime',
      'ModelCallTime',
      'SessionsEnded',
      'SessionsStarted',
      'ToolCallTime',
      'WakeTime',
    ]);
  });

  it('costs two state transitions', async () => {
    expect((await play(5)).transitions).toBe(2);
  });
});

describe('a turn with one tool call', () => {
  it('costs two writes in sequence, and two entries beside them', async () => {
    const [shorter, longer] = [await play(5), await play(6)];
    expect(longer.waves.length - shorter.waves.length).toBe(2);
    expect(longer.requests - shorter.requests).toBe(4);
  });

  it('costs the same at the beginning of a session and after many turns', async () => {
    const [shorter, longer] = [await play(5), await play(25)];
    // Two entries of 1 KB each, and a control item twice that grows from 3 KB to 4 and shrinks again: the larger counts.
    expect(longer.writeUnits - shorter.writeUnits).toBe(20 * 8);
  });
});

describe('calls of a turn beside each other', () => {
  it.each([
    { calls: 2, units: 4 },
    { calls: 4, units: 10 },
    { calls: 8, units: 24 },
  ])('cost an entry each, and nothing in sequence: $calls', async ({ calls, units }) => {
    const [one, more] = [await playBeside(1), await playBeside(calls)];
    expect(more.requests - one.requests).toBe(calls - 1);
    expect(more.waves.length).toBe(one.waves.length);
    expect(more.transitions).toBe(one.transitions);
    // The entry of each further call, and what the control item grows by it.
    expect(more.writeUnits - one.writeUnits).toBe(units);
  });
});

describe('budgets', () => {
  it('that are reserved and settled at each step cost no request', async () => {
    const limits = { maxTokens: 1_000_000, maxCostUsd: 5, maxActiveSeconds: 600 };
    const [without, limited] = [await play(5), await play(5, limits)];
    expect(limited.waves).toEqual(without.waves);
    expect(limited.transitions).toBe(without.transitions);
  });

  it("of the tenant's day cost three requests a session, however many steps it has", async () => {
    const budgeted = [await play(5, {}, rationed), await play(9, {}, rationed)];
    for (const { waves: taken } of budgeted) {
      const names = taken.flat().filter((name) => name.includes('RateLimits'));
      // One leases a block, two give back what is left of it.
      expect(names).toEqual(['UpdateItem RateLimits', 'GetItem RateLimits', 'UpdateItem RateLimits']);
    }
  });
});
