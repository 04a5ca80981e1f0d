import { afterAll, describe, expect, it } from 'vitest';
import { benchAgent } from '../../bench/bench-agent.ts';
import { anInProcessProduct, transitionsOf } from '../../builders/an-in-process-product.ts';
import { type CountedRequest, requestWaves } from '../../builders/request-waves.ts';

const waves = requestWaves();
const product = await anInProcessProduct({ watch: waves.watch });
afterAll(product.close);
let agents = 0;

/** A session of so many turns: every turn but the last makes one call of a tool. */
async function play(turns: number) {
  agents += 1;
  const agentId = await product.createAgent(
    benchAgent({ name: `Agent ${agents}`, url: 'https://tool.example/', turns }),
  );
  waves.take();
  const outputs = await product.play(agentId);
  const taken = waves.take();
  return { waves: taken.map(names), requests: taken.flat().length, transitions: transitionsOf(outputs) };
}

/** Equal requests of a wave as one: `12 × PutItem Activity E#`. */
function names(wave: CountedRequest[]): string[] {
  const byName = Map.groupBy(wave, ({ name }) => name);
  return [...byName].map(([name, { length }]) => (length === 1 ? name : `${length} × ${name}`));
}

/*
 * A session of 5 turns, four with one tool call, as DynamoDB sees it; each line waits for the one before.
 *
 *  1  the agent                                                      command-api
 *  2  its definition, kept with the session
 *  3  who starts sessions, for the list's filter
 *  4  the control item is created
 *  5  the summary, PENDING; beside it the run has started:           advance-session
 *     the control item is read
 *  6  the lease is taken; the first model call is recorded as begun
 *  7  turn 1: the model's answer, and the claim of its call
 *  8          the call's result, and the next model call as begun
 *  …  turns 2, 3, 4 likewise
 * 15  turn 5: the final answer; the session is COMPLETED
 * 16  everything is shown: the summary and twelve entries (5 of the model, 4 calls, started, response, completed)
 * 17  the effects that were performed are removed
 *
 * Where a step takes longer than 150 ms its entries are put meanwhile, beside the steps and not in their way.
 */
describe('a session of five turns', () => {
  it('asks this of DynamoDB, and nothing more', async () => {
    const session = await play(5);
    expect(session.waves).toEqual([
      ['GetItem Catalog'],
      ['PutItem Activity B#'],
      ['PutItem Catalog'],
      ['PutItem SessionControl'],
      ['PutItem Sessions', 'GetItem SessionControl'],
      ...Array(10).fill(['PutItem SessionControl']),
      ['PutItem Sessions', '12 × PutItem Activity E#'],
      ['PutItem SessionControl'],
    ]);
    expect(session.requests).toBe(30);
  });

  it('costs four state transitions', async () => {
    expect((await play(5)).transitions).toBe(4);
  });
});

describe('a turn with one tool call', () => {
  it('costs two writes in sequence, and two entries beside them', async () => {
    const [shorter, longer] = [await play(5), await play(6)];
    expect(longer.waves.length - shorter.waves.length).toBe(2);
    expect(longer.requests - shorter.requests).toBe(4);
  });
});
