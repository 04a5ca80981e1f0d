import { describe, expect, it } from 'vitest';
import type { AdvanceOutput } from '../../../shared/contracts/run-payload.ts';
import { billOf, sumOf } from '../../bench/cost/bill.ts';
import { costOptions } from '../../bench/cost/cost-options.ts';
import { costTable } from '../../bench/cost/cost-table.ts';
import { gbSecondsOf } from '../../bench/cost/function-time.ts';
import { durableFunction, oneStatePerStep } from '../../bench/cost/other-ways.ts';
import { PRICES } from '../../bench/cost/prices.ts';
import { historyEventsOf } from '../../bench/cost/run-history.ts';

const USUAL = { turns: 5, parallel: 1, waits: 0, modelSeconds: 0 };

describe('a bill', () => {
  const prices = { ...PRICES, transitions: { usd: 0.025, per: 1_000 }, writeUnits: { usd: 0.5, per: 1e6 } };

  it('is what each unit costs, for all sessions, dearest first', () => {
    const bill = billOf({ writeUnits: 80, transitions: 4 }, 1_000, prices);
    expect(bill.map(({ billed }) => billed)).toEqual(['transitions', 'writeUnits']);
    expect(bill.map(({ usd }) => usd)).toEqual([expect.closeTo(0.1), expect.closeTo(0.04)]);
    expect(sumOf(bill)).toBeCloseTo(0.14);
  });

  it('of nothing is nothing', () => {
    expect(sumOf(billOf({}, 1_000, prices))).toBe(0);
  });
});

describe('the price list', () => {
  it.each(Object.entries(PRICES))(
    'says of each price what it is for, where it stands and when that was read: %s',
    (_, price) => {
      expect(price.usd).toBeGreaterThan(0);
      expect(price.unit).not.toBe('');
      expect(price.source).toMatch(/^aws\.amazon\.com\//);
      expect(price.lookedUp).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    },
  );
});

describe("a function's time", () => {
  it('is its own, and what it waits for, by its memory', () => {
    // 10 ms + 2 × 5 ms + 1 × 15 ms with 1 GB; 10 ms + 5 ms with half of it.
    const invocations = [
      { name: 'advance', waits: 2, otherCalls: 1 },
      { name: 'park', waits: 1, otherCalls: 0 },
    ] as const;
    expect(gbSecondsOf(invocations, 0)).toBeCloseTo(0.035 + 0.0075, 9);
  });

  it("is the model's too", () => {
    expect(gbSecondsOf([], 3)).toBe(3);
  });
});

describe('the history of a run', () => {
  const answered = (...nexts: AdvanceOutput['next'][]) =>
    historyEventsOf(
      nexts.map((next) => ({ tenantId: 'acme', sessionId: 'ses_1', run: 1, loop: 1, backOffs: 0, nonsense: 0, next })),
    );

  it.each([
    { nexts: ['COMPLETED'], events: 8 },
    { nexts: ['FAILED'], events: 11 },
    // As the state machine's own comment has it: a loop with a wait 14, one with a back-off 10.
    { nexts: ['WAIT_FOR_RESULTS', 'COMPLETED'], events: 22 },
    { nexts: ['BACK_OFF', 'COMPLETED'], events: 18 },
    { nexts: ['CONTINUE', 'COMPLETED'], events: 16 },
  ] as const)('has $events events with $nexts', ({ nexts, events }) => {
    expect(answered(...nexts)).toBe(events);
  });
});

describe('the other ways', () => {
  it('pay a transition for each state that is entered, and one for the start', () => {
    // 4 states an answer, 3 a tool call, 3 around them.
    expect(oneStatePerStep(USUAL).transitions).toBe(1 + 3 + 6 * 4 + 5 * 3);
    expect(oneStatePerStep({ ...USUAL, parallel: 2 }).transitions).toBe(1 + 3 + 6 * 4 + 5 * (1 + 2 * 3));
  });

  it('pay an operation for the start and for each of the 11 steps', () => {
    expect(durableFunction(USUAL).durableOperations).toBe(12);
    expect(durableFunction({ ...USUAL, waits: 1 })).toMatchObject({ durableOperations: 14, invocations: 4 });
  });
});

describe('the options of npm run cost', () => {
  it('are a session of five turns when nothing is said', () => {
    expect(costOptions([])).toEqual({ ...USUAL, sessions: 1_000 });
  });

  it('are taken as they are written', () => {
    expect(costOptions(['--turns', '9', '--model-seconds', '2.5', '--waits=1'])).toMatchObject({
      ...{ turns: 9, modelSeconds: 2.5, waits: 1 },
    });
  });

  it.each([
    [['--turns', 'five'], '"--turns five" can\'t be counted: write a whole number from 1 to 100, as in "--turns 5".'],
    [['--turns', '1.5'], 'a whole number'],
    [['--parallel', '0'], 'from 1 to 16'],
    [['--waits', ''], 'a whole number from 0 to 20'],
    [['--people', '2'], 'there are --turns, --parallel'],
    [['--turns', '100', '--parallel', '16'], 'lower --turns or --parallel'],
  ])('are refused with what to write: %s', (args, message) => {
    expect(() => costOptions(args)).toThrow(message);
  });
});

describe('the table of npm run cost', () => {
  const counts = {
    ...{
      requests: 36,
      readUnits: 3,
      writeUnits: 83,
      transitions: 4,
      historyEvents: 11,
      invocations: 2,
      gbSeconds: 0.165,
    },
    ...{ busEvents: 2, httpRequests: 1, logBytes: 3_570 },
  };

  it('has a line for each thing that is billed, the sum against the goal, and the other ways', () => {
    const lines = costTable(counts, { ...USUAL, sessions: 1_000 });
    expect(lines).toContainEqual(expect.stringMatching(/^Step Functions: state transitions +4 +0\.1000$/));
    expect(lines).toContainEqual(expect.stringMatching(/^DynamoDB: write units +83 +0\.0519$/));
    expect(lines).toContainEqual(expect.stringMatching(/^Sum +0\.\d{4} {2}goal <= 0\.11: (met|MISSED)$/));
    expect(lines).toContainEqual(expect.stringMatching(/^One state per step.* 43 state transitions$/));
    expect(lines).toContainEqual(expect.stringMatching(/^AWS Lambda durable function.* 12 durable operations$/));
  });

  it('judges no other session by the goal', () => {
    expect(costTable(counts, { ...USUAL, turns: 6, sessions: 1_000 }).join('\n')).not.toContain('goal');
  });
});
