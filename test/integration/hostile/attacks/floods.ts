import { expect } from 'vitest';
import type { Json } from '../../../builders/a-caller.ts';
import type { Move, Turn } from '../a-hijacked-model.ts';
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

/** A loop ends because it gets on with nothing, or because a budget is spent, and says so. */
const asALoop = (attack: Attack): Attack => ({
  ...attack,
  also: (result) => {
    if (attack.forEver) expect(['NO_PROGRESS', 'BUDGET_SPENT']).toContain(result.session.error.category);
    attack.also?.(result);
  },
});

export const floods = (world: World): Attack[] => [...ofCalls(world), ...ofMoney()].map(asALoop);

const ofMoney = (): Attack[] => [
  {
    what: 'spends money turn after turn',
    moves: [differently((at) => ({ calls: [call('look', { at })], usage: ASKED_AND_SAID }))],
    forEver: true,
    prices: PRICES,
    limits: { maxCostUsd: 0.5 },
    ends: 'FAILED',
    also: ({ session }) => {
      expect(session.error).toMatchObject({ category: 'BUDGET_SPENT', message: expect.stringContaining('US dollars') });
      expect(session.usage.costUsd).toBeLessThan(0.5 + 0.11);
    },
  },
  {
    what: 'says that it costs nothing, turn after turn',
    moves: [
      differently((at) => ({ calls: [call('look', { at })], usage: { prompt_tokens: 0, completion_tokens: 0 } })),
    ],
    forEver: true,
    prices: PRICES,
    limits: { maxCostUsd: 0.5, maxTurns: 8 },
    ends: 'FAILED',
    also: ({ session, received }) => expect([session.turns, received.length]).toEqual([8, 8]),
  },
  {
    what: 'spends far more in one answer than it may',
    moves: [{ calls: [call('look', {})], usage: { prompt_tokens: 5_000_000, completion_tokens: 5_000_000 } }],
    forEver: true,
    prices: PRICES,
    limits: { maxCostUsd: 0.5 },
    ends: 'FAILED',
    also: ({ session, received }) => {
      expect([session.turns, session.error.category]).toEqual([1, 'BUDGET_SPENT']);
      expect(received.length).toBeLessThanOrEqual(1);
    },
  },
  {
    what: 'has agents spend in its place',
    moves: [differently((at) => calls(...[0, 1, 2, 3].map((of) => call('helper', { at, of }, `c${of}`))))],
    forEver: true,
    limits: { maxTokens: 30_000, maxTurns: 12 },
    ends: 'FAILED',
    also: ({ session }) => {
      const [tokens] = session.budget.filter(({ limit }: Json) => limit === 'maxTokens');
      expect(tokens.used + tokens.reserved).toBeLessThanOrEqual(30_000);
    },
  },
  {
    what: 'makes its calls longer and longer',
    moves: [differently((at) => calls(call('look', { text: 'x'.repeat(at * 2_000) })))],
    forEver: true,
    limits: { maxTokens: 20_000, maxTurns: 12 },
    ends: 'FAILED',
  },
];

const PRICES = { input: 10, output: 100 };
const ASKED_AND_SAID = { prompt_tokens: 1_000, completion_tokens: 1_000 };

/** A move that is another one in each turn: it goes by how much it has seen. */
const differently =
  (turn: (at: number) => Turn): Move =>
  (seen) =>
    turn(seen.split('"role":"assistant"').length);

const ofCalls = ({ helperId }: World): Attack[] => [
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
    also: ({ session, received }) => expect([session.error.category, received.length]).toEqual(['NO_PROGRESS', 5]),
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
