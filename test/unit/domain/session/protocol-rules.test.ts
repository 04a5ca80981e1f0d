import { describe, expect, it } from 'vitest';
import type { Command } from '../../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../../shared/domain/session/control-item.ts';
import { decide } from '../../../../shared/domain/session/decide.ts';
import { isOverdue } from '../../../../shared/domain/session/due-at.ts';
import { nextStep } from '../../../../shared/domain/session/next-step.ts';
import { summaryOf } from '../../../../shared/domain/session/session-summary.ts';
import {
  aCall,
  ada,
  aHead,
  anAnswer,
  applied,
  aTask,
  claim,
  decided,
  openCall,
  pending,
  person,
  running,
  START,
  sessionIn,
  settled,
  takeLease,
} from '../../../builders/a-session.ts';

const MINUTE = 60_000;
const park = (control: ControlItem, more: Partial<Extract<Command, { type: 'store_token' }>> = {}): Command => ({
  type: 'store_token',
  run: control.run,
  wake: control.wake,
  token: 'token-1',
  order: 1_000,
  ...more,
});
const kinds = (effects: { kind: string }[]) => effects.map(({ kind }) => kind);

describe('P2 claim before act', () => {
  it('claims a call in the write that records the answer, for the invocation that drives', () => {
    const control = applied(running(), anAnswer([aCall()]));
    expect(nextStep(control, claim.holder)).toMatchObject({ do: 'run_calls', calls: [{ toolName: 'devices', claim }] });
  });

  it('dispatches nothing that the model asked for while the session was paused, until it is resumed', () => {
    const paused = applied(running(), person('pause'), anAnswer([aCall()]));
    expect(paused.entries.filter(({ kind }) => kind === 'TOOL_CALL')).toEqual([]);
    const resumed = applied(paused, person('resume'));
    expect(nextStep(applied(resumed, takeLease(resumed)), claim.holder)).toMatchObject({ do: 'run_calls' });
  });

  it('leaves the calls of an answer to the next invocation when this one has no time for them', () => {
    const held = applied(running(), { ...anAnswer([aCall()]), hold: true } as Command);
    expect(nextStep(held, claim.holder)).toEqual({ do: 'enter_again' });
    expect(nextStep(applied(held, takeLease(held)), claim.holder)).toMatchObject({ do: 'run_calls' });
  });

  it('fails what was refused before dispatch and goes on with the model in the same write', () => {
    const rejected = aCall({ rejected: { category: 'UNKNOWN_TOOL', message: 'There is no tool x.' } });
    const control = applied(running(), anAnswer([rejected]));
    expect(control.entries.find(({ kind }) => kind === 'TOOL_CALL')).toMatchObject({
      state: 'FAILED',
      error: { category: 'UNKNOWN_TOOL' },
    });
    expect(nextStep(control, claim.holder).do).toBe('infer');
  });

  it('fails the seventeenth call of a turn', () => {
    const control = applied(
      running(),
      anAnswer(Array.from({ length: 17 }, (_, index) => aCall({ index, callId: `c${index}` }))),
    );
    const calls = control.entries.filter((entry) => entry.kind === 'TOOL_CALL');
    expect(calls.filter(({ state }) => state === 'RUNNING')).toHaveLength(16);
    expect(calls[16]).toMatchObject({ state: 'FAILED', error: { category: 'TOO_MANY_CALLS' } });
  });
});

describe('P3 save by claim', () => {
  it('refuses the result of an invocation that does not hold the claim', () => {
    const control = applied(running(), anAnswer([aCall()]));
    expect(decided(control, settled(openCall(control), 'somebody-else')).refused).toEqual({ why: 'LATE' });
  });

  it('takes it although a newer invocation holds the lease, and leaves the next step to that one', () => {
    const busy = applied(running(), anAnswer([aCall()]));
    const taken = applied(busy, takeLease(busy, { holder: 'invocation-2' }));
    const saved = applied(taken, settled(openCall(busy)));
    expect(saved.inference).toBeUndefined();
    expect(saved.entries.find(({ kind }) => kind === 'TOOL_CALL')).toMatchObject({ state: 'SUCCEEDED' });
  });
});

describe('P4 orphans', () => {
  const busyWith = (repeatable: boolean) => applied(running(), anAnswer([aCall({ repeatable })]));
  const takenOver = (control: ControlItem, now: number, boot?: string) =>
    decide(
      control,
      { type: 'take_lease', run: 1, claim: { holder: 'invocation-2', until: now + 900_000, ...(boot && { boot }) } },
      { now },
    ).control;

  it('leaves a claim alone while its holder may live', () => {
    const control = takenOver(busyWith(false), claim.until + 29_000);
    expect(nextStep(control, 'invocation-2')).toEqual({ do: 'look_again', notBefore: claim.until });
  });

  it('says that the outcome is unknown once the holder is past its hard limit and 30 s', () => {
    const control = takenOver(busyWith(false), claim.until + 31_000);
    expect(control.entries.find(({ kind }) => kind === 'TOOL_CALL')).toMatchObject({
      state: 'FAILED',
      error: { category: 'OUTCOME_UNKNOWN' },
    });
    expect(nextStep(control, 'invocation-2').do).toBe('infer');
  });

  it('claims a repeatable call again, the same call with the same key', () => {
    const control = takenOver(busyWith(true), claim.until + 31_000);
    expect(nextStep(control, 'invocation-2')).toMatchObject({
      do: 'run_calls',
      calls: [{ turn: 1, index: 0, claim: { holder: 'invocation-2' } }],
    });
  });

  it('claims nothing again while the session is being paused', () => {
    const pausing = applied(busyWith(true), person('pause'));
    const control = takenOver(pausing, claim.until + 31_000);
    expect(control.status).toBe('PAUSED');
    expect(control.entries.find(({ kind }) => kind === 'TOOL_CALL')).toMatchObject({
      error: { category: 'OUTCOME_UNKNOWN' },
    });
  });

  it('goes by the process on a laptop, never by the clock', () => {
    const held = (boot: string) =>
      applied(applied(pending(), takeLease(pending(), { boot })), {
        ...anAnswer([aCall()]),
        claim: { ...claim, boot },
      } as Command);
    expect(nextStep(takenOver(held('boot-1'), claim.until * 2, 'boot-1'), 'invocation-2').do).toBe('look_again');
    expect(nextStep(takenOver(held('boot-1'), START + 5_000, 'boot-2'), 'invocation-2').do).toBe('infer');
  });
});

describe('P5 lease and run', () => {
  it('leaves the stored token alone when the lease is taken', () => {
    const waiting = sessionIn('RUNNING', 'waiting');
    const parked = applied(waiting, park(waiting));
    expect(applied(parked, takeLease(parked, { holder: 'late-duplicate' })).token?.value).toBe('token-1');
  });

  it('tells an invocation that lost the lease to stop, and one of another run to end', () => {
    const control = running();
    const taken = applied(control, takeLease(control, { holder: 'invocation-2' }));
    expect(decided(taken, anAnswer([])).refused).toEqual({ why: 'LEASE_LOST' });
    const next = applied(control, { type: 'recover', run: 1 });
    expect(decided(next, anAnswer([])).refused).toEqual({ why: 'SUPERSEDED' });
    expect(decided(next, { type: 'take_lease', run: 1, claim }).refused).toEqual({ why: 'SUPERSEDED' });
  });
});

describe('P6 park', () => {
  const waiting = sessionIn('RUNNING', 'waiting');
  it.each([
    ['a wake came since Advance looked', park(waiting, { wake: waiting.wake - 1 })],
    ['it is of another run', park(waiting, { run: 2 })],
  ])('does not store the token when %s', (_why, command) => {
    expect(decided(waiting, command).refused).toEqual({ why: 'WAIT_OVER' });
  });

  it('never puts an older token over a newer one', () => {
    const parked = applied(waiting, park(waiting, { order: 2_001, token: 'newer' }));
    expect(decided(parked, park(waiting, { order: 2_000, token: 'older' })).refused).toEqual({ why: 'WAIT_OVER' });
    expect(applied(parked, park(waiting, { order: 3_000, token: 'newest' })).token?.value).toBe('newest');
  });

  it('recognises its own token when it is tried again', () => {
    const parked = applied(waiting, park(waiting));
    expect(decided(parked, park(waiting))).toMatchObject({ changed: false });
  });
});

describe('P7 wake', () => {
  const complete = (control: ControlItem): Command => ({
    type: 'complete_task',
    seq: openCall(control, 'WAITING'),
    by: ada,
    requestId: 'r1',
    output: { text: '{}' },
  });
  const waiting = sessionIn('RUNNING', 'waiting');
  const parked = applied(waiting, park(waiting));

  it('sends the stored token, which leaves the item', () => {
    const woken = decided(parked, complete(parked));
    expect(woken.added).toContainEqual(expect.objectContaining({ kind: 'SEND_TOKEN', token: 'token-1' }));
    expect(woken.control.token).toBeUndefined();
  });

  it('starts the next run when none is live', () => {
    const asleep = applied(parked, takeLease(parked), {
      type: 'hibernate',
      run: 1,
      holder: claim.holder,
      wake: parked.wake,
    });
    expect(asleep).toMatchObject({ live: false, token: undefined });
    const woken = decided(asleep, complete(asleep));
    expect(woken.added).toContainEqual(expect.objectContaining({ kind: 'START_RUN', run: 2 }));
  });

  it('does neither when the wait has not stored its token yet: the wake number does it', () => {
    const woken = decided(waiting, complete(waiting));
    expect(kinds(woken.added)).not.toContain('SEND_TOKEN');
    expect(kinds(woken.added)).not.toContain('START_RUN');
    expect(decided(woken.control, park(waiting)).refused).toEqual({ why: 'WAIT_OVER' });
  });

  it('releases a waiting execution at the end, and starts none', () => {
    const canceled = decided(parked, person('cancel'));
    expect(kinds(canceled.added)).toEqual(expect.arrayContaining(['SEND_TOKEN', 'PUT_TASK', 'PUT_SUMMARY']));
    expect(kinds(canceled.added)).not.toContain('START_RUN');
  });

  it('recognises a completion that is repeated with its request id, and refuses another', () => {
    const done = applied(parked, complete(parked));
    const again: Command = {
      type: 'complete_task',
      seq: openCall(parked, 'WAITING'),
      by: ada,
      requestId: 'r1',
      output: { text: '{}' },
    };
    expect(decided(done, again)).toMatchObject({ changed: false });
    expect(decided(done, { ...again, requestId: 'r2' }).refused).toEqual({ why: 'COMPLETED_BEFORE' });
  });
});

describe('P8 hibernate', () => {
  it('is refused when a wake came', () => {
    const waiting = sessionIn('RUNNING', 'waiting');
    const leased = applied(waiting, takeLease(waiting));
    expect(decided(leased, { type: 'hibernate', run: 1, holder: claim.holder, wake: leased.wake + 1 }).refused).toEqual(
      { why: 'WAIT_OVER' },
    );
  });

  it('leaves nothing that could be overdue', () => {
    const waiting = sessionIn('RUNNING', 'waiting');
    const quiet = decide(waiting, { type: 'effects_done' }, { now: START, done: waiting.effects }).control;
    const asleep = applied(quiet, takeLease(quiet), {
      type: 'hibernate',
      run: 1,
      holder: claim.holder,
      wake: quiet.wake,
    });
    expect(asleep.dueAt).toBeUndefined();
    expect(isOverdue(asleep, START + 1_000_000 * MINUTE)).toBe(false);
  });
});

describe('P9 effects', () => {
  it('are removed by their exact name: a newer one of the same kind stays', () => {
    const first = pending();
    const old = first.effects.filter(({ kind }) => kind === 'PUT_SUMMARY');
    const newer = applied(first, takeLease(first));
    const removed = decide(newer, { type: 'effects_done' }, { now: START, done: old }).control;
    expect(kinds(removed.effects)).toContain('PUT_SUMMARY');
  });

  it('keep an entry in the item until its last projection was done', () => {
    const control = applied(running(), anAnswer([aCall()]));
    const open = openCall(control);
    const putOpen = control.effects.filter((effect) => effect.kind === 'PUT_ENTRY' && effect.seq === open);
    const shown = decide(control, { type: 'effects_done' }, { now: START, done: putOpen }).control;
    expect(shown.entries.some(({ seq }) => seq === open)).toBe(true);
    const done = applied(shown, settled(open));
    const putDone = done.effects.filter((effect) => effect.kind === 'PUT_ENTRY' && effect.seq === open);
    expect(
      decide(done, { type: 'effects_done' }, { now: START, done: putDone }).control.entries.some(
        ({ seq }) => seq === open,
      ),
    ).toBe(false);
  });

  it('make the item due a minute after they were added, and the driver 5 minutes after its hard limit', () => {
    const control = pending();
    expect(control.dueAt).toBe(START + MINUTE);
    const quiet = decide(
      running(),
      { type: 'effects_done' },
      { now: START + 2 * MINUTE, done: running().effects },
    ).control;
    expect(quiet.dueAt).toBe(claim.until + 5 * MINUTE);
    expect(isOverdue(quiet, claim.until + 5 * MINUTE - 1)).toBe(false);
    expect(isOverdue(quiet, claim.until + 5 * MINUTE)).toBe(true);
  });
});

describe('P10 projections', () => {
  it('coalesce to the newest and carry the version of the change', () => {
    const control = applied(running(), anAnswer([aCall()]));
    const puts = control.effects.filter(({ kind }) => kind === 'PUT_SUMMARY');
    expect(puts).toHaveLength(1);
    expect(summaryOf(control).v).toBe(control.version);
    for (const entry of control.entries) expect(entry.v).toBeLessThanOrEqual(control.version);
  });
});

describe('P12 called sessions', () => {
  it('are in flight until their creation was performed', () => {
    const called = aCall({ by: 'session', toolKind: 'agent', link: { kind: 'session', id: 'ses_2' } });
    const creating = applied(running(), anAnswer([called]));
    const pausing = applied(creating, person('pause'));
    expect(pausing.status).toBe('PAUSING');
    const created = pausing.effects.filter(({ kind }) => kind === 'CREATE_CALLED');
    expect(decide(pausing, { type: 'effects_done' }, { now: START, done: created }).control.status).toBe('PAUSED');
  });

  it('tell their caller at the end', () => {
    const child = running({ caller: { kind: 'session', id: 'ses_1', seq: 4 } });
    expect(kinds(decided(child, anAnswer([])).added)).toContain('RESOLVE_CALLER');
  });
});

describe('P13 delete', () => {
  it('stops the execution and purges twice, the second time when no late writer can live', () => {
    const done = sessionIn('COMPLETED');
    const deleted = decided(done, { type: 'delete', by: ada });
    expect(kinds(deleted.added)).toEqual(['PUT_SUMMARY', 'PUT_DELETION', 'STOP_RUN', 'PURGE', 'PURGE']);
    expect(decided(deleted.control, person('cancel')).refused).toEqual({ why: 'DELETED' });
  });
});

describe('the trace', () => {
  it('tells a pause, a resume and a cancel with who did it, in order', () => {
    let control = applied(running(), anAnswer([aCall()]), person('pause'));
    control = applied(control, settled(openCall(control)), person('resume'), person('cancel'));
    const events = control.entries.flatMap((entry) => (entry.kind === 'SYSTEM' ? [entry.event] : []));
    expect(events).toEqual(['STARTED', 'PAUSE_REQUESTED', 'PAUSED', 'RESUMED', 'CANCEL_REQUESTED', 'CANCELED']);
    const resumed = control.entries.find((entry) => entry.kind === 'SYSTEM' && entry.event === 'RESUMED');
    expect(resumed).toMatchObject({ by: ada, pausedMs: 1_000 });
    expect(control.entries.map(({ seq }) => seq)).toEqual(control.entries.map((_, index) => index + 1));
  });

  it('resolves every open entry in the terminal write', () => {
    const control = applied(running(), anAnswer([aTask]), person('cancel'));
    expect(control.entries.every(({ state }) => state !== 'RUNNING' && state !== 'WAITING')).toBe(true);
  });
});

describe('budgets', () => {
  it.each([
    ['turns', { maxTurns: 1 }],
    ['tokens', { maxTokens: 150 }],
    ['seconds', { maxActiveSeconds: 1 }],
  ])('end the session and say which: %s', (unit, limits) => {
    let control = running({ limits: { maxTurns: 50, maxToolCalls: 200, maxDepth: 5, ...limits } });
    control = applied(control, anAnswer([aCall()]));
    const slow: Command = {
      type: 'settle_calls',
      run: 1,
      claim,
      results: [{ seq: openCall(control), holder: claim.holder, state: 'SUCCEEDED', activeMs: 1_000 }],
    };
    const ended = applied(control, slow);
    expect(ended).toMatchObject({ status: 'FAILED', error: { category: 'BUDGET_SPENT' } });
    expect(ended.error?.message).toContain(unit);
  });

  it('end the session before a call too many', () => {
    const control = running({ limits: { maxTurns: 50, maxToolCalls: 1, maxDepth: 5 } });
    const ended = applied(control, anAnswer([aCall(), aCall({ index: 1, callId: 'call_1' })]));
    expect(ended).toMatchObject({ status: 'FAILED', error: { category: 'BUDGET_SPENT' } });
    expect(ended.entries.some(({ kind }) => kind === 'TOOL_CALL')).toBe(false);
  });
});

it('decides without touching the item it was given', () => {
  const control = running();
  const copy = structuredClone(control);
  decided(control, person('cancel'));
  expect(control).toEqual(copy);
  expect(aHead().sessionId).toBe(control.head.sessionId);
});
