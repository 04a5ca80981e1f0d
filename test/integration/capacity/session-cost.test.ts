import { setImmediate as round } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIST_WRITE_UNITS_A_SESSION } from '../../../infra/capacity/list-shards-for.ts';
import { costOf, SESSION_COST } from '../../../infra/capacity/session-cost.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { benchAgent } from '../../bench/bench-agent.ts';
import { anInProcessProduct, transitionsOf } from '../../builders/an-in-process-product.ts';
import { recordedWrites } from '../../builders/recorded-writes.ts';
import { chargesOf } from '../../builders/write-load.ts';

const START = Date.UTC(2026, 10, 23, 9);
const MODEL_MS = 5_000;
/** Time-outs are longer: they only ever end by being called off. */
const LONGEST_DELAY_MS = 20_000;

/** A millisecond is a round of the event loop, so that 30 s of a session pass in a moment. */
let rounds = 0;
let isOver = false;
const clock: Clock = {
  now: () => START + rounds,
  delay: async (ms, signal) => {
    if (ms > LONGEST_DELAY_MS)
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    for (const until = rounds + ms; rounds < until; ) {
      signal?.throwIfAborted();
      await round();
    }
  },
};
const time = (async () => {
  for (; !isOver; rounds += 1) await round();
})();

const recorder = recordedWrites();
const product = await anInProcessProduct({
  watch: recorder.watch,
  clock,
  settings: { LIMIT_USER_COMMANDS: 'none', LIMIT_TENANT_COMMANDS: 'none' },
});
afterAll(async () => {
  isOver = true;
  await time;
  await product.close();
});

let agents = 0;
function anAgent(turns: number) {
  agents += 1;
  return benchAgent({ name: `Agent ${agents}`, url: 'https://tool.example/', turns, modelMs: MODEL_MS });
}

/** An agent that asks a person before its first turn. */
function anAskingAgent(turns: number, waits: number) {
  const agent = anAgent(turns);
  const asking = Array.from({ length: waits }, (_, number) => ({
    text: `I ask ${number}.`,
    toolCalls: [{ toolName: 'ask', input: { question: `May I do ${number}?` } }],
    delayMs: MODEL_MS,
  }));
  const settings = { turns: [...asking, ...agent.model.settings.turns] };
  const ask = { kind: 'manual_task', name: 'ask', description: 'Asks a person.', inputSchema: { type: 'object' } };
  return { ...agent, model: { ...agent.model, settings }, tools: [...agent.tools, ...(waits > 0 ? [ask] : [])] };
}

type Seen = Partial<Record<string, number>> & { transitions: number };

async function costs(definition: unknown, waits = 0): Promise<Seen> {
  const agentId = await product.createAgent(definition);
  recorder.take();
  const transitions = transitionsOf(await product.play(agentId, { waits }));
  const writes = recorder.take();
  const units: Partial<Record<string, number>> = {};
  for (const charge of writes.flatMap(chargesOf)) units[charge.where] = (units[charge.where] ?? 0) + charge.units;
  const published = new Set(
    writes.flatMap(({ table, after }) => (table === 'SessionControl' ? publishedBy(after) : [])),
  );
  return { ...units, transitions, statusEvents: published.size };
}

/** Status changes that a control item is to publish. */
function publishedBy(item: Record<string, unknown> | undefined): string[] {
  if (typeof item?.state !== 'string') return [];
  const { effects } = JSON.parse(item.state) as { effects: { kind: string; status?: string }[] };
  return effects.flatMap(({ kind, status }) => (kind === 'PUBLISH_STATUS' ? [`${status}`] : []));
}

beforeAll(() => costs(anAgent(1)));

describe('a session with a model that takes its time', () => {
  it.each([
    { turns: 5, waits: 0 },
    { turns: 6, waits: 0 },
    { turns: 5, waits: 1 },
    { turns: 5, waits: 2 },
  ])('costs what the capacity command reckons with: $turns turns, $waits waits', async ({ turns, waits }) => {
    const seen = await costs(anAskingAgent(turns - waits, waits), waits);
    const cost = (name: keyof typeof SESSION_COST) => costOf(SESSION_COST[name], { turns, waits });
    expect({
      control: seen.SessionControl,
      activity: seen.Activity,
      summary: seen.Sessions,
      due: seen['SessionControl.due'],
      lists: seen['Sessions.byStart'],
      transitions: seen.transitions,
      // A task publishes its opening and its end.
      busEvents: (seen.statusEvents ?? 0) + 2 * waits,
    }).toEqual({
      control: cost('controlWrites'),
      activity: cost('activityWrites'),
      summary: cost('summaryWrites'),
      due: cost('dueWrites'),
      lists: LIST_WRITE_UNITS_A_SESSION,
      transitions: cost('transitions'),
      busEvents: cost('busEvents'),
    });
  });
});
