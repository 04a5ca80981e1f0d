import { describe, expect, it } from 'vitest';
import type { Command } from '../../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../../shared/domain/session/control-item.ts';
import { decide } from '../../../../shared/domain/session/decide.ts';
import type { Effect } from '../../../../shared/domain/session/effect.ts';
import type { ToolCallEntry } from '../../../../shared/domain/session/entry.ts';
import { nextStep } from '../../../../shared/domain/session/next-step.ts';
import { summaryOf } from '../../../../shared/domain/session/session-summary.ts';
import {
  aCall,
  aCalledSession,
  ada,
  anAnswer,
  applied,
  aTask,
  claim,
  decided,
  openCall,
  person,
  running,
  START,
  settled,
  takeLease,
} from '../../../builders/a-session.ts';

const approval = { taskId: 'mtk_9', argumentsHash: 'a1b2', request: { text: '{}' } };
/** A session whose one call a person has to approve first. */
const asking = (call = aCall()) => applied(running(), anAnswer([{ ...call, approval }]));
const decision = (control: ControlItem, approved: boolean, reason?: string): Command => ({
  ...{ type: 'complete_task', seq: openCall(control, 'WAITING'), by: ada, requestId: 'r1' },
  output: { text: JSON.stringify({ approved, reason }) },
  verdict: { approved, reason },
});
const approved = (control: ControlItem) => applied(control, decision(control, true));
const callOf = (control: ControlItem): ToolCallEntry => {
  const call = control.entries.find((entry) => entry.kind === 'TOOL_CALL');
  if (call?.kind !== 'TOOL_CALL') throw new Error('there is no call');
  return call;
};
const kinds = (effects: readonly Effect[]) => effects.map(({ kind }) => kind);
const parked = (control: ControlItem) =>
  applied(control, { type: 'store_token', run: control.run, wake: control.wake, token: 'token-1', order: 1_000 });

describe('a call that has to be approved', () => {
  it('waits for a person before anything is claimed', () => {
    const control = asking();
    expect(callOf(control)).toMatchObject({
      state: 'WAITING',
      link: { kind: 'manual_task', id: 'mtk_9' },
      approval: { ...approval, by: 'lambda' },
    });
    expect(callOf(control).claim).toBeUndefined();
    expect(kinds(control.effects)).toContain('PUT_TASK');
    expect(nextStep(control, claim.holder)).toEqual({ do: 'wait_for_results' });
    expect(summaryOf(control).waiting).toMatchObject([{ kind: 'manual_task', id: 'mtk_9' }]);
  });

  it('is not dispatched by the approval itself, but wakes the session', () => {
    const waiting = parked(asking());
    const { control, added } = decided(waiting, decision(waiting, true));
    expect(callOf(control)).toMatchObject({ state: 'WAITING', completion: { by: ada, at: expect.any(Number) } });
    expect(callOf(control).claim).toBeUndefined();
    expect(kinds(added).sort()).toEqual(['PUT_ENTRY', 'PUT_SUMMARY', 'PUT_TASK', 'SEND_TOKEN']);
    expect(summaryOf(control).waiting).toEqual([]);
    expect(nextStep(control, claim.holder)).toEqual({ do: 'enter_again' });
  });

  it('is claimed by the next invocation that takes the lease, with the arguments and the hash that it had', () => {
    const before = asking(aCall({ input: { text: '{"device":"r1"}' } }));
    const control = approved(before);
    const driven = applied(control, takeLease(control, { holder: 'invocation-2' }));
    expect(nextStep(driven, 'invocation-2')).toMatchObject({
      do: 'run_calls',
      calls: [
        { input: { text: '{"device":"r1"}' }, approval: { argumentsHash: 'a1b2' }, claim: { holder: 'invocation-2' } },
      ],
    });
    const done = applied(driven, settled(callOf(driven).seq, 'invocation-2'));
    expect(callOf(done)).toMatchObject({ state: 'SUCCEEDED', approval: { decision: { approved: true, by: ada } } });
  });

  it('creates the session that it calls only then, and is linked to it', () => {
    const control = approved(asking(aCalledSession));
    expect(kinds(control.effects)).not.toContain('CREATE_CALLED');
    const driven = applied(control, takeLease(control, { holder: 'invocation-2' }));
    expect(kinds(driven.effects)).toContain('CREATE_CALLED');
    expect(callOf(driven)).toMatchObject({ state: 'RUNNING', link: { kind: 'session', id: 'ses_2' } });
    const done = driven.effects.filter(({ kind }) => kind === 'CREATE_CALLED');
    const created = decide(driven, { type: 'effects_done' }, { now: START, done }).control;
    expect(callOf(created).state).toBe('WAITING');
    expect(summaryOf(created).waiting).toMatchObject([{ kind: 'session', id: 'ses_2' }]);
    expect(nextStep(created, 'invocation-2')).toEqual({ do: 'wait_for_results' });
  });

  it('is failed with the reason when it is refused, and the model goes on', () => {
    const waiting = asking();
    const control = applied(waiting, decision(waiting, false, 'Not on a Friday.'));
    expect(callOf(control)).toMatchObject({
      state: 'FAILED',
      error: { category: 'APPROVAL_REFUSED', message: 'Ada refused this call of devices: Not on a Friday.' },
      approval: { decision: { approved: false, by: ada, reason: 'Not on a Friday.' } },
    });
    expect(nextStep(applied(control, takeLease(control)), claim.holder).do).toBe('infer');
    const silent = applied(waiting, decision(waiting, false));
    expect(callOf(silent).error?.message).toBe('Ada refused this call of devices and gave no reason.');
  });

  it('is decided once: the same request again is a repeat, another one comes too late', () => {
    const waiting = asking();
    const control = approved(waiting);
    expect(decided(control, decision(waiting, true))).toMatchObject({ changed: false, control });
    const other: Command = { ...decision(waiting, false), requestId: 'r2' } as Command;
    expect(decided(control, other).refused).toEqual({ why: 'COMPLETED_BEFORE' });
  });

  it('takes no completion that says neither yes nor no', () => {
    const waiting = asking();
    const { verdict: _verdict, ...silent } = decision(waiting, true) as Extract<Command, { type: 'complete_task' }>;
    expect(decided(waiting, silent)).toMatchObject({ changed: false, refused: { why: 'NOT_ALLOWED' } });
  });

  it('is not made while the session is paused, but after the resume', () => {
    const waiting = asking();
    const paused = applied(waiting, person('pause'));
    const { control, added } = decided(paused, decision(waiting, true));
    expect([control.status, control.wake, kinds(added)]).toEqual([
      'PAUSED',
      paused.wake,
      ['PUT_ENTRY', 'PUT_TASK', 'PUT_SUMMARY'],
    ]);
    const looked = applied(control, takeLease(control, { holder: 'invocation-2' }));
    expect(callOf(looked)).toMatchObject({ state: 'WAITING' });
    expect(nextStep(looked, 'invocation-2')).toEqual({ do: 'wait_for_resume' });
    const resumed = applied(looked, person('resume'));
    const driven = applied(resumed, takeLease(resumed, { holder: 'invocation-3' }));
    expect(nextStep(driven, 'invocation-3')).toMatchObject({ do: 'run_calls' });
  });

  it.each(['before it was decided', 'after it was approved'])('is canceled with its session, %s', (when) => {
    const waiting = when === 'before it was decided' ? asking() : approved(asking(aCalledSession));
    const { control, added } = decided(waiting, person('cancel'));
    expect([control.status, callOf(control).state]).toEqual(['CANCELED', 'CANCELED']);
    expect(kinds(added)).toContain('PUT_TASK');
    expect(callOf(control).output).toBeUndefined();
    expect(kinds(control.effects)).not.toContain('CREATE_CALLED');
  });

  it('holds the next model call back until it is settled, beside calls that need no approval', () => {
    const both = applied(running(), anAnswer([aCall(), { ...aCall({ index: 1, callId: 'c1' }), approval }]));
    const half = applied(both, settled(openCall(both)));
    expect(half.inference).toBeUndefined();
    expect(nextStep(half, claim.holder)).toEqual({ do: 'wait_for_results' });
    const control = approved(half);
    expect(control.inference).toBeUndefined();
    const driven = applied(control, takeLease(control));
    expect(applied(driven, settled(openCall(driven))).inference).toBeDefined();
  });

  it('is a task of its session: a delete leaves a tombstone in its place', () => {
    const canceled = applied(asking(), person('cancel'));
    const { added } = decided(canceled, { type: 'delete', by: ada });
    expect(added.filter(({ kind }) => kind === 'PUT_TASK')).toHaveLength(1);
  });
});

describe('the draft of a call with a task', () => {
  const completed = () => {
    const waiting = applied(running(), anAnswer([aTask]));
    const seq = openCall(waiting, 'WAITING');
    return applied(waiting, { type: 'complete_task', seq, by: ada, requestId: 'r1', output: { text: '1' } });
  };
  const without = (control: ControlItem, kind: Effect['kind']) => {
    const done = control.effects.filter((effect) => effect.kind === kind);
    return decide(control, { type: 'effects_done' }, { now: START, done }).control;
  };
  const isKept = (control: ControlItem) => control.entries.some(({ kind }) => kind === 'TOOL_CALL');

  it.each([
    ['PUT_ENTRY', 'PUT_TASK'],
    ['PUT_TASK', 'PUT_ENTRY'],
  ] as const)('stays until its entry and its task were put: first %s, then %s', (first, second) => {
    const half = without(completed(), first);
    expect(isKept(half)).toBe(true);
    expect(isKept(without(half, second))).toBe(false);
  });
});
