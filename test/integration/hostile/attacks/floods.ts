import { expect } from 'vitest';
import { type Attack, call, calls, type World } from '../attack.ts';

const many = (count: number, name: string) => Array.from({ length: count }, (_, at) => call(name, { at }, `c${at}`));

/** So many calls of a turn were made, the others failed with a reason. */
const madeOf =
  (made: number, asked: number): Attack['also'] =>
  ({ calls: all, received }) => {
    expect(all).toHaveLength(asked);
    expect(received).toHaveLength(made);
    const others = all.slice(made).map(({ error }) => error?.category);
    expect(new Set(others)).toEqual(new Set(asked > made ? ['TOO_MANY_CALLS'] : []));
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
    what: 'asks for 5,000 calls in a turn, more than any session may make',
    moves: [calls(...many(5_000, 'look'))],
    limits: { maxToolCalls: 1_000 },
    ends: 'FAILED',
    also: ({ received, session }) => expect([received.length, session.error.category]).toEqual([0, 'BUDGET_SPENT']),
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
