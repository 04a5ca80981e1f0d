import { describe, expect, it } from 'vitest';
import { countSession } from '../../bench/cost/count-session.ts';
import type { SessionCounts, SessionShape } from '../../bench/cost/session-counts.ts';

/** The bench's session: 5 turns with one tool call each, and a final answer. */
const USUAL: SessionShape = { turns: 5, parallel: 1, waits: 0, modelSeconds: 0 };

const usual = await countSession(USUAL);

/** What a session of another shape asks beyond the usual one; what is equal is left out. */
async function beyondUsual(other: Partial<SessionShape>): Promise<Partial<SessionCounts>> {
  const counts = await countSession({ ...USUAL, ...other });
  const differences = keysOf(counts).map((key) => [key, Number((counts[key] - usual[key]).toFixed(6))] as const);
  return Object.fromEntries(differences.filter(([, difference]) => difference !== 0));
}

function keysOf(counts: SessionCounts) {
  return Object.keys(counts) as (keyof SessionCounts)[];
}

describe('what AWS bills', () => {
  it('for a session of five turns is this', () => {
    expect(usual).toEqual({
      requests: 35,
      readUnits: 3,
      writeUnits: 74,
      transitions: 2,
      historyEvents: 8,
      invocations: 2,
      gbSeconds: 0.18,
      busEvents: 2,
      httpRequests: 1,
      logBytes: 3_570,
    });
  });

  it('for one more turn is DynamoDB only', async () => {
    // Its measurements are values in lines that are written anyway.
    expect(await beyondUsual({ turns: 6 })).toEqual({ requests: 4, writeUnits: 8, gbSeconds: 0.01, logBytes: 8 });
  });

  it('for a second call beside each one is its entry, and what the control item grows', async () => {
    expect(await beyondUsual({ parallel: 2 })).toEqual({ requests: 5, writeUnits: 25, logBytes: 10 });
  });

  it('for a wait for a person is three transitions and the invocations on both its sides', async () => {
    expect(await beyondUsual({ waits: 1 })).toEqual({
      requests: 19,
      readUnits: 5,
      writeUnits: 42,
      transitions: 3,
      historyEvents: 14,
      invocations: 3,
      gbSeconds: 0.15,
      busEvents: 2,
      httpRequests: 1,
      logBytes: 3_932,
    });
  });

  it("for the model's time is the memory of the function that waits for it", async () => {
    expect(await beyondUsual({ modelSeconds: 12 })).toEqual({ gbSeconds: 12 });
  });
});
