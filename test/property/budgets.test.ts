import fc from 'fast-check';
import { expect, it } from 'vitest';
import { activeShareMs, budgetOf, leftOf, ownSpending, setAside } from '../../shared/domain/session/budget.ts';
import { inFlight } from '../../shared/domain/session/calls.ts';
import type { Command } from '../../shared/domain/session/command.ts';
import type { ControlItem, ProposedCall, SessionHead } from '../../shared/domain/session/control-item.ts';
import { decide } from '../../shared/domain/session/decide.ts';
import { isTerminal } from '../../shared/domain/session/session-status.ts';
import { costOf } from '../../shared/domain/session/token-prices.ts';
import { aCall, aCalledSession, ada, aTask, claim, pending, person, START } from '../builders/a-session.ts';

/** A part of what is allowed: 0 to 1. A model, a tool or a called session may use all of it, and here never more. */
type Part = number;
type Step = (control: ControlItem) => Command | undefined;

const part: fc.Arbitrary<Part> = fc.oneof(fc.constant(1), fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }));
const prices = { input: 3, output: 15, cacheWrite: 4 };
const approval = { taskId: 'mtk_9', argumentsHash: 'h', request: { text: '{}' } };
const CALLS: ProposedCall[] = [
  aCall(),
  aCall({ callId: 'call_1', fingerprint: 'a1' }),
  aCalledSession,
  { ...aCalledSession, callId: 'call_3', link: { kind: 'session', id: 'ses_3' } },
  { ...aCalledSession, callId: 'call_4', approval },
  aTask,
];

const heads = fc.record({
  limits: fc.record({
    maxTurns: fc.integer({ min: 1, max: 12 }),
    maxToolCalls: fc.integer({ min: 1, max: 30 }),
    maxDepth: fc.constant(5),
    maxTokens: fc.option(fc.integer({ min: 100, max: 20_000 }), { nil: undefined }),
    maxCostUsd: fc.option(fc.double({ min: 0.001, max: 0.2, noNaN: true }), { nil: undefined }),
    maxActiveSeconds: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
  }),
  contextBytes: fc.integer({ min: 0, max: 3_000 }),
  dailyBlock: fc.option(fc.record({ tokens: fc.constantFrom(0, 500, 20_000), costUsd: fc.constantFrom(0, 0.01) }), {
    nil: undefined,
  }),
  model: fc.record({
    provider: fc.constant('scripted'),
    modelId: fc.constant('scripted'),
    maxOutputTokens: fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: undefined }),
    prices: fc.constantFrom(prices, undefined),
  }),
});

/** The model reads no more than was expected and writes no more than it may. */
function answer(calls: ProposedCall[], [read, written, time]: Part[]): Step {
  return (control) => {
    if (control.inference === undefined || control.lease === undefined) return undefined;
    const { reserved } = control;
    const expected = reserved === undefined ? 100 : reserved.tokens - reserved.outputTokens;
    const usage = {
      inputTokens: Math.floor(expected * (read ?? 0)),
      outputTokens: Math.floor((reserved?.outputTokens ?? 100) * (written ?? 0)),
    };
    return {
      ...{ type: 'record_answer', run: control.run, claim: control.lease, turn: control.turns + 1 },
      answer: {
        ...{ content: { text: '[]' }, text: { text: 'x' }, usage, costUsd: costOf(usage, control.head.model.prices) },
        ...{ stopReason: 'stop', isCut: written === 1, activeMs: activeMs(control, 1, time) },
        calls: calls.map((call, index) => ({ ...call, index })),
      },
    };
  };
}

function activeMs(control: ControlItem, calls: number, time: Part = 0): number {
  return Math.floor(Math.min(activeShareMs(control, calls), 5_000) * time);
}

/** All calls that run have been given their share, and come back together. */
function settle(time: Part, bytes: number): Step {
  return (control) => {
    const mine = inFlight(control).filter((call) => call.claim !== undefined);
    const [first] = mine;
    if (first?.claim === undefined) return undefined;
    const ms = activeMs(control, mine.length, time);
    return {
      ...{ type: 'settle_calls', run: control.run, claim: first.claim },
      results: mine.map(({ seq, claim: held }) => ({
        ...{ seq, holder: held?.holder ?? '', state: 'SUCCEEDED', output: { text: 'y'.repeat(bytes) }, activeMs: ms },
      })),
    };
  };
}

function resolve(pick: number, share: Part): Step {
  return (control) => {
    const open = control.entries.flatMap((entry) =>
      entry.kind === 'TOOL_CALL' && entry.link?.kind === 'session' && ['RUNNING', 'WAITING'].includes(entry.state)
        ? [entry]
        : [],
    );
    const call = open[pick % Math.max(1, open.length)];
    if (call?.link === undefined) return undefined;
    const { tokens = 50, costUsd = 0, activeSeconds = 1 } = call.slice ?? {};
    const spent = {
      ...{ tokens: Math.floor(tokens * share), costUsd: costUsd * share },
      activeMs: Math.floor(activeSeconds * 1_000 * share),
    };
    return {
      type: 'resolve_called',
      seq: call.seq,
      id: call.link.id,
      state: 'SUCCEEDED',
      output: { text: '1' },
      spent,
    };
  };
}

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(fc.subarray(CALLS), fc.tuple(part, part, part)).map(([calls, parts]) => answer(calls, parts)),
  },
  { weight: 5, arbitrary: fc.tuple(part, fc.nat(3_000)).map(([time, bytes]) => settle(time, bytes)) },
  { weight: 4, arbitrary: fc.tuple(fc.nat(5), part).map(([pick, share]) => resolve(pick, share)) },
  { weight: 3, arbitrary: fc.constant<Step>((control) => ({ type: 'take_lease', run: control.run, claim })) },
  {
    weight: 3,
    arbitrary: fc.constant<Step>((control) => {
      const seq = control.entries.find(
        (entry) => entry.kind === 'TOOL_CALL' && entry.link?.kind === 'manual_task',
      )?.seq;
      const verdict = { approved: true };
      if (seq === undefined) return undefined;
      return { type: 'complete_task', seq, by: ada, requestId: `r${seq}`, output: { text: '1' }, verdict };
    }),
  },
  {
    weight: 4,
    arbitrary: fc.nat(3).map(
      (extra): Step =>
        ({ wantedBlock: wanted, run, lease }) => {
          if (wanted === undefined || lease === undefined) return undefined;
          const { day, block, least, amount } = wanted;
          const of = { type: 'take_block', run, claim: lease, day, lease: wanted.lease, block } as const;
          if (extra === 3) return { ...of, failure: { category: 'BUDGET_SPENT', message: 'nothing left today' } };
          return { ...of, amount: extra === 0 ? least : amount };
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      () => person('pause'),
      () => person('resume'),
      () => person('cancel'),
    ),
  },
  {
    weight: 1,
    arbitrary: part.map(
      (time): Step =>
        (control) => ({
          ...{ type: 'record_failed_attempt', run: control.run, holder: control.lease?.holder ?? '', message: 'no' },
          activeMs: activeMs(control, 1, time),
        }),
    ),
  },
);

function expectWithin(control: ControlItem): void {
  const left = leftOf(control);
  const { reserved = { tokens: 0, costUsd: 0 }, allowance, head } = control;
  expect(left.tokens - reserved.tokens).toBeGreaterThanOrEqual(0);
  expect(left.costUsd - reserved.costUsd).toBeGreaterThan(-1e-9);
  expect(left.activeMs).toBeGreaterThanOrEqual(0);
  expect(control.turns).toBeLessThanOrEqual(head.limits.maxTurns);
  expect(control.toolCalls).toBeLessThanOrEqual(head.limits.maxToolCalls);
  if (control.reserved !== undefined) {
    expect(control.inference).toBeDefined();
    expect(control.reserved.outputTokens).toBeLessThanOrEqual(head.model.maxOutputTokens ?? 8_192);
  }
  if (allowance !== undefined && head.dailyBlock !== undefined) {
    const own = ownSpending(control);
    const held = (key: 'tokens' | 'costUsd') =>
      own[key] - allowance.before[key] + reserved[key] - allowance.granted[key];
    if (head.dailyBlock.tokens > 0) expect(held('tokens')).toBeLessThanOrEqual(0);
    if (head.dailyBlock.costUsd > 0) expect(held('costUsd')).toBeLessThan(1e-9);
  }
  if (!isTerminal(control.status)) return;
  expect(setAside(control)).toEqual({ tokens: 0, costUsd: 0, activeMs: 0 });
  expect(budgetOf(control).filter((line) => line.reserved !== 0)).toEqual([]);
  expect(control.allowance ?? control.wantedBlock).toBeUndefined();
}

it('never lets a session, with all that it calls, spend more than its budgets, while everybody keeps to what they may', () => {
  fc.assert(
    fc.property(heads, fc.array(steps, { maxLength: 60 }), (head, sequence) => {
      let control = pending(head as Partial<SessionHead>);
      let now = START;
      for (const make of [
        (item: ControlItem): Command => ({ type: 'take_lease', run: item.run, claim }),
        ...sequence,
      ]) {
        now += 61_000;
        const command = make(control);
        if (command === undefined) continue;
        const before = leftOf(control);
        const { control: after, changed } = decide(control, command, { now, done: [] });
        if (!changed) continue;
        expectWithin(after);
        // What is set aside in this write was free before it.
        const newly = setAside(after).tokens - setAside(control).tokens;
        expect(newly).toBeLessThanOrEqual(Math.max(0, before.tokens));
        control = after;
      }
    }),
    { numRuns: 2_000 },
  );
});
