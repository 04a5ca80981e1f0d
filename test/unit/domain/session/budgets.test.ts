import { describe, expect, it } from 'vitest';
import { activeShareMs, budgetOf, leftOf, spentInAll } from '../../../../shared/domain/session/budget.ts';
import type { Command, ModelAnswer } from '../../../../shared/domain/session/command.ts';
import type { ControlItem, ProposedCall, SessionHead } from '../../../../shared/domain/session/control-item.ts';
import type { ToolCallEntry } from '../../../../shared/domain/session/entry.ts';
import { summaryOf } from '../../../../shared/domain/session/session-summary.ts';
import { limitsWithin } from '../../../../shared/domain/session/slices.ts';
import {
  aCall,
  aCalledSession,
  ada,
  aHead,
  anAnswer,
  applied,
  claim,
  decided,
  openCall,
  person,
  running,
  settled,
  takeLease,
} from '../../../builders/a-session.ts';

const limits = { maxTurns: 50, maxToolCalls: 200, maxDepth: 5 };
const limited = (more: Partial<SessionHead['limits']>, head: Partial<SessionHead> = {}) =>
  running({ contextBytes: 200, ...head, limits: { ...limits, ...more } });
/** One dollar for a million tokens read, ten for a million written. */
const priced: Partial<SessionHead> = {
  model: { provider: 'scripted', modelId: 'scripted', prices: { input: 1, output: 10 } },
};

function answered(calls: ProposedCall[], more: Partial<ModelAnswer> = {}, turn = 1): Command {
  const command = anAnswer(calls, 'Done.', turn);
  if (command.type !== 'record_answer') throw new Error('not an answer');
  return { ...command, answer: { ...command.answer, ...more } };
}
const callIn = (control: ControlItem, index = 0): ToolCallEntry => {
  const call = control.entries.filter((entry) => entry.kind === 'TOOL_CALL')[index];
  if (call === undefined) throw new Error(`there is no call ${index}`);
  return call;
};
const called = (control: ControlItem, more: Partial<Extract<Command, { type: 'resolve_called' }>> = {}): Command => ({
  ...{ type: 'resolve_called', seq: openCall(control), id: 'ses_2', state: 'SUCCEEDED', output: { text: '{}' } },
  ...more,
});

describe('before a model call', () => {
  it.each<[string, Partial<SessionHead['limits']>, Partial<SessionHead>, object | undefined]>([
    ['nothing is reserved without a limit that counts it', {}, {}, undefined],
    [
      '200 bytes count as 100 tokens, and the answer may be as long as is usual',
      { maxTokens: 100_000 },
      {},
      {
        tokens: 8_292,
        outputTokens: 8_192,
        costUsd: 0,
      },
    ],
    [
      'the answer is cut to what is left of the tokens',
      { maxTokens: 1_000 },
      {},
      {
        tokens: 1_000,
        outputTokens: 900,
        costUsd: 0,
        cutBy: 'maxTokens',
      },
    ],
    [
      "the agent's own limit of an answer holds",
      { maxTokens: 100_000 },
      {
        model: { provider: 'scripted', modelId: 'scripted', maxOutputTokens: 500 },
      },
      { tokens: 600, outputTokens: 500, costUsd: 0 },
    ],
    [
      'the answer is cut to what the money pays for',
      { maxCostUsd: 0.0011 },
      priced,
      {
        tokens: 200,
        outputTokens: 100,
        costUsd: 0.0011,
        cutBy: 'maxCostUsd',
      },
    ],
    [
      'money limits nothing without prices',
      { maxCostUsd: 0.0001 },
      {},
      { tokens: 8_292, outputTokens: 8_192, costUsd: 0 },
    ],
    [
      'a tenant with a daily budget counts tokens and money',
      {},
      {
        ...priced,
        dailyBlock: { tokens: 0, costUsd: 0 },
      },
      { tokens: 8_292, outputTokens: 8_192, costUsd: 0.08202 },
    ],
  ])('%s', (_, own, head, reserved) => {
    const control = limited(own, head);
    expect(control.inference).toBeDefined();
    if (reserved === undefined) expect(control.reserved).toBeUndefined();
    else
      expect(control.reserved).toEqual({
        ...reserved,
        costUsd: expect.closeTo((reserved as { costUsd: number }).costUsd, 9),
      });
  });

  it.each<[string, Partial<SessionHead['limits']>, Partial<SessionHead>, RegExp]>([
    [
      'tokens',
      { maxTokens: 163 },
      {},
      /budget of 163 tokens is spent: 0 used, and the next step needs 164\. Raise maxTokens/,
    ],
    [
      'money',
      { maxCostUsd: 0.0007 },
      priced,
      /budget of 0.0007 US dollars is spent: 0 used, and the next step needs 0.00074\./,
    ],
    [
      'a slice',
      { maxTokens: 163 },
      {
        slice: { tokens: 163 },
        caller: { kind: 'session', id: 'ses_1', seq: 4 },
      },
      /That is what the session ses_1 set aside for it\. Raise maxTokens of the agent that calls/,
    ],
  ])('a session without room for a short answer ends: %s', (_, own, head, told) => {
    const control = limited(own, head);
    expect(control).toMatchObject({ status: 'FAILED', error: { category: 'BUDGET_SPENT' }, turns: 0 });
    expect(control.error?.message).toMatch(told);
    expect(control.entries.some(({ kind }) => kind === 'REASONING')).toBe(false);
  });

  it('what the last call read and wrote, and the results since, count as its input', () => {
    const control = applied(limited({ maxTokens: 1_000 }), answered([aCall()]));
    const next = applied(control, settled(openCall(control)));
    // 15 tokens so far; a result of 14 bytes is taken for 7 tokens and 64 around it.
    expect(next.context).toBe(15 + 7 + 64);
    expect(next.reserved).toMatchObject({ tokens: 1_000 - 15, outputTokens: 1_000 - 15 - 86 });
  });

  it('the reservation is settled by the answer, whatever it was', () => {
    const control = applied(limited({ maxTokens: 1_000 }), answered([aCall()]));
    expect(control.reserved).toBeUndefined();
    expect(budgetOf(control)).toContainEqual({ limit: 'maxTokens', of: 1_000, used: 15, reserved: 0 });
  });
});

describe('a final answer that was cut', () => {
  const cut = { isCut: true, usage: { inputTokens: 100, outputTokens: 900 } };

  it('because the budget let the model write no more is no answer', () => {
    const control = applied(limited({ maxTokens: 1_000 }), answered([], cut));
    expect(control).toMatchObject({ status: 'FAILED', error: { category: 'BUDGET_SPENT' } });
    expect(control.error?.message).toContain(
      'budget of 1000 tokens is spent: the final answer was cut after 900 tokens',
    );
  });

  it("by the agent's own setting is the answer", () => {
    expect(applied(limited({ maxTokens: 100_000 }), answered([], cut)).status).toBe('COMPLETED');
  });

  it('while the session was paused ends it when it is resumed', () => {
    let control = applied(limited({ maxTokens: 1_000 }), person('pause'), answered([], cut));
    control = applied(control, person('resume'));
    expect(applied(control, takeLease(control))).toMatchObject({
      status: 'FAILED',
      error: { category: 'BUDGET_SPENT' },
    });
  });
});

describe('active seconds', () => {
  it('are shared by calls beside each other', () => {
    const control = applied(
      limited({ maxActiveSeconds: 10 }),
      answered([aCall(), aCall({ index: 1 })], { activeMs: 4_000 }),
    );
    expect(activeShareMs(control, 2)).toBe(3_000);
    expect(activeShareMs(running(), 2)).toBe(Number.POSITIVE_INFINITY);
  });

  it('that are used up end the session before its calls', () => {
    const control = applied(limited({ maxActiveSeconds: 10 }), answered([aCall()], { activeMs: 9_950 }));
    expect(control).toMatchObject({ status: 'FAILED', error: { category: 'BUDGET_SPENT' } });
    expect(control.error?.message).toContain(
      'budget of 10 seconds of work is spent: 9.95 used, and the next step needs 0.1',
    );
    expect(control.entries.some(({ kind }) => kind === 'TOOL_CALL')).toBe(false);
  });

  it('that are used up by a model that does not answer end the session before the next try', () => {
    const failed: Command = {
      ...{ type: 'record_failed_attempt', run: 1, holder: claim.holder },
      message: 'no',
      activeMs: 10_000,
    };
    expect(applied(limited({ maxActiveSeconds: 10 }), failed)).toMatchObject({
      status: 'FAILED',
      error: { category: 'BUDGET_SPENT' },
    });
  });
});

describe('a called session', () => {
  const all = { maxTokens: 3_000, maxCostUsd: 3, maxActiveSeconds: 30 };
  const calling = (calls: ProposedCall[], own: Partial<SessionHead['limits']> = all) =>
    applied(limited(own), answered(calls, { activeMs: 0, costUsd: 0 }));

  it('gets an equal share of what is left, and the caller keeps one', () => {
    const control = calling([aCalledSession, { ...aCalledSession, index: 1, link: { kind: 'session', id: 'ses_3' } }]);
    for (const index of [0, 1])
      expect(callIn(control, index).slice).toEqual({ tokens: 995, costUsd: 1, activeSeconds: 10 });
    expect(leftOf(control)).toEqual({ tokens: 995, costUsd: 1, activeMs: 10_000 });
    expect(budgetOf(control)).toContainEqual({ limit: 'maxTokens', of: 3_000, used: 15, reserved: 1_990 });
  });

  it('gets nothing set aside by a caller without such limits', () => {
    expect(callIn(calling([aCalledSession], {})).slice).toBeUndefined();
    expect(callIn(calling([aCalledSession], { maxTokens: 3_000 })).slice).toEqual({ tokens: 1_492 });
  });

  it('is not called when nothing can be set aside for it, and the model is told', () => {
    const control = calling([aCalledSession], { maxActiveSeconds: 1 });
    expect(callIn(control)).toMatchObject({ state: 'FAILED', error: { category: 'BUDGET_SPENT' } });
    expect(callIn(control).link).toBeUndefined();
    expect(control.status).toBe('RUNNING');
  });

  it('has the smaller of its own limits and the slice', () => {
    const own = { ...limits, maxTokens: 500, maxCostUsd: 9 };
    expect(limitsWithin(own, { tokens: 995, costUsd: 1, activeSeconds: 10 })).toEqual({
      ...own,
      ...{ maxTokens: 500, maxCostUsd: 1, maxActiveSeconds: 10 },
    });
    expect(limitsWithin(own, undefined)).toEqual(own);
  });

  it('brings back what it did not spend', () => {
    let control = calling([aCalledSession]);
    control = applied(control, called(control, { spent: { tokens: 200, costUsd: 0.5, activeMs: 2_000 } }));
    expect(leftOf(control)).toEqual({ tokens: 3_000 - 15 - 200, costUsd: 2.5, activeMs: 28_000 });
    expect(control).toMatchObject({ usage: { inputTokens: 10, outputTokens: 5 }, called: { tokens: 200 } });
    expect(summaryOf(control).called).toEqual({ tokens: 200, costUsd: 0.5, activeMs: 2_000 });
  });

  it('that is told a second time is not counted a second time', () => {
    const control = calling([aCalledSession]);
    const told = called(control, { spent: { tokens: 200, costUsd: 0, activeMs: 0 } });
    expect(decided(applied(control, told), told).changed).toBe(false);
  });

  it('that could not be created gives all of it back', () => {
    let control = calling([aCalledSession]);
    const failure = { category: 'INVALID_DEFINITION' as const, message: 'gone' };
    control = applied(control, called(control, { state: 'FAILED', output: undefined, error: failure, created: false }));
    expect(leftOf(control).tokens).toBe(3_000 - 15);
  });

  it('that was approved later gets its slice when it is called', () => {
    const approval = { taskId: 'mtk_1', argumentsHash: 'h', request: { text: '{}' } };
    let control = calling([{ ...aCalledSession, approval }]);
    expect(callIn(control).slice).toBeUndefined();
    const seq = openCall(control, 'WAITING');
    const output = { text: '{"approved":true}' };
    control = applied(control, {
      type: 'complete_task',
      seq,
      by: ada,
      requestId: 'r',
      output,
      verdict: { approved: true },
    });
    expect(callIn(applied(control, takeLease(control))).slice).toMatchObject({ tokens: 1_492 });
  });

  it('that outlives its caller counts with all that it was given', () => {
    const held = calling([aCalledSession]);
    const control = applied(held, person('cancel'), called(held, { state: 'CANCELED' }));
    expect(control).toMatchObject({ status: 'CANCELED' });
    const waiting = {
      ...held,
      entries: held.entries.map((entry) =>
        entry.kind === 'TOOL_CALL' ? { ...entry, state: 'WAITING' as const } : entry,
      ),
    };
    const canceled = applied(waiting, person('cancel'));
    expect(canceled.handedOn).toMatchObject({ tokens: 1_492 });
    expect(spentInAll(canceled).tokens).toBe(15 + 1_492);
    expect(budgetOf(canceled)).toContainEqual({ limit: 'maxTokens', of: 3_000, used: 15 + 1_492, reserved: 0 });
  });
});

describe('the same calls turn after turn', () => {
  const fingerprint = 'a1';
  const played = (rows: ProposedCall[][]) =>
    rows.reduce((control, calls, index) => {
      if (control.status !== 'RUNNING') return control;
      const asked = applied(control, answered(calls, {}, index + 1));
      return calls.reduce((each) => (each.status === 'RUNNING' ? applied(each, settled(openCall(each))) : each), asked);
    }, running());
  const same = [aCall({ fingerprint })];
  const other = [aCall({ fingerprint: 'b2' })];

  it('warn the model at the third time', () => {
    const warnings = (rows: ProposedCall[][]) =>
      played(rows).entries.flatMap((entry) => (entry.kind === 'TOOL_CALL' ? [entry.warning !== undefined] : []));
    expect(warnings([same, same, same, same])).toEqual([false, false, true, true]);
    expect(warnings([same, same, other, same])).toEqual([false, false, false, false]);
  });

  it('end the session at the sixth, before they are made', () => {
    const control = played(Array(6).fill(same));
    expect(control).toMatchObject({ status: 'FAILED', error: { category: 'NO_PROGRESS' }, toolCalls: 5 });
    expect(control.error?.message).toContain('In 6 turns in a row the model asked for the same: devices with {}.');
    expect(played([...Array(5).fill(same), other, ...Array(5).fill(same)]).status).toBe('RUNNING');
  });

  it('are the same in whatever order, and however often beside each other', () => {
    const [one, two] = [aCall({ fingerprint }), aCall({ fingerprint: 'b2', index: 1 })];
    const rows = [
      [one, two],
      [
        { ...two, index: 0 },
        { ...one, index: 1 },
      ],
      [one, two, { ...two, index: 2 }],
    ];
    const control = played(rows);
    expect(control.repeats?.turns).toBe(3);
  });

  it('are unknown of calls from before they were compared', () => {
    expect(played(Array(8).fill([aCall()])).status).toBe('RUNNING');
    expect(aHead().limits.maxTokens).toBeUndefined();
  });
});
