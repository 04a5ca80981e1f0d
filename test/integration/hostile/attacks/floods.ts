import { expect } from 'vitest';
import { type Attack, call, calls, type World } from '../attack.ts';

const many = (count: number, name: string) => Array.from({ length: count }, (_, at) => call(name, { at }, `c${at}`));

/** So many calls of a turn are kept. */
const MOST_KEPT = 64;

/** The first calls of a turn were made, the others failed with a reason, which tells how many there were. */
const madeOf =
  (made: number, asked: number, reason = 'TOO_MANY_CALLS'): Attack['also'] =>
  ({ calls: all, received }) => {
    expect([all.length, received.length]).toEqual([Math.min(asked, MOST_KEPT), made]);
    const others = all.slice(made).map(({ error }) => error);
    if (asked > MOST_KEPT) {
      expect(others.pop()).toMatchObject({
        category: 'TOO_MANY_CALLS',
        message: expect.stringContaining(`${asked} calls`),
      });
    }
    expect(new Set(others.map(({ category }) => category))).toEqual(new Set([reason]));
  };

export const floods = ({ helperId }: World): Attack[] => [
  { what: 'asks for 17 calls in a turn', moves: [calls(...many(17, 'look'))], ends: 'COMPLETED', also: madeOf(16, 17) },
  {
    what: 'asks for 150 calls in a turn',
    moves: [calls(...many(150, 'look'))],
    ends: 'COMPLETED',
    also: madeOf(16, 150),
  },
  {
    what: 'asks for 1,000 calls in a turn',
    moves: [calls(...many(1_000, 'look'))],
    limits: { maxToolCalls: 1_000 },
    ends: 'COMPLETED',
    also: madeOf(16, 1_000),
  },
  {
    what: 'asks for 1,000 calls with the longest names in a turn',
    moves: [calls(...many(1_000, 'x'.repeat(200)))],
    limits: { maxToolCalls: 1_000 },
    ends: 'COMPLETED',
    also: madeOf(0, 1_000, 'UNKNOWN_TOOL'),
  },
  {
    what: 'asks for 5,000 calls in a turn',
    moves: [calls(...many(5_000, 'look'))],
    ends: 'COMPLETED',
    also: madeOf(16, 5_000),
  },
  {
    what: 'asks for 1,000 calls in each turn, with names that grow when they are written, of an agent with many tools',
    moves: [calls(...many(1_000, '\u0000'.repeat(200)))],
    forEver: true,
    limits: { maxToolCalls: 1_000, maxTurns: 4 },
    tools: Array.from({ length: 50 }, (_, at) => ({
      ...{ kind: 'manual_task', name: `t${'_'.repeat(60)}${at}` },
    })),
    ends: 'FAILED',
  },
  {
    what: 'asks for more calls in a turn than the session has left',
    moves: [calls(...many(16, 'look'))],
    limits: { maxToolCalls: 10 },
    ends: 'FAILED',
    also: ({ received, session }) => expect([received.length, session.error.category]).toEqual([0, 'BUDGET_SPENT']),
  },
  {
    what: 'asks for 16 approvals at once',
    moves: [calls(...many(16, 'erase'))],
    ends: 'WAITING',
    also: ({ session }) => expect(session.waitingOn).toBe(16),
  },
  {
    what: 'asks 40 people at once',
    moves: [calls(...many(40, 'ask'))],
    ends: 'WAITING',
    also: ({ session }) => expect(session.waitingOn).toBe(16),
  },
  {
    what: 'hides one destructive call among 15 harmless ones',
    moves: [calls(...many(15, 'look'), call('erase', { all: true }))],
    ends: 'WAITING',
  },
  { what: 'calls 16 agents at once', moves: [calls(...many(16, 'helper'))], ends: 'COMPLETED' },
  {
    what: 'makes the same call for ever',
    moves: [calls(call('look', { same: true }))],
    forEver: true,
    limits: { maxTurns: 12 },
    ends: 'FAILED',
  },
  {
    what: 'makes two calls by turns for ever',
    moves: [calls(call('look')), calls(call('hook', { text: 'x' })), calls(call('look'), call('nothing'))],
    forEver: true,
    limits: { maxTurns: 12 },
    ends: 'FAILED',
  },
  {
    what: 'asks for tools that are not there for ever',
    moves: [calls(call('nothing'))],
    forEver: true,
    limits: { maxTurns: 12 },
    ends: 'FAILED',
  },
  {
    what: 'spends all tool calls, a full turn at a time',
    moves: [calls(...many(16, 'look'))],
    forEver: true,
    limits: { maxToolCalls: 40 },
    ends: 'FAILED',
    also: ({ received }) => expect(received.length).toBeLessThanOrEqual(40),
  },
  {
    what: 'calls agents for ever',
    moves: [calls(call('helper', { at: 1 }), call('second', { at: 2 }))],
    forEver: true,
    limits: { maxTurns: 5, maxDepth: 2 },
    tools: [{ kind: 'agent', name: 'second', agentId: helperId }],
    ends: 'FAILED',
  },
];
