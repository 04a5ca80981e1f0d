import { describe, expect, it } from 'vitest';
import type { Command } from '../../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../../shared/domain/session/control-item.ts';
import { decide } from '../../../../shared/domain/session/decide.ts';
import { actionsFor } from '../../../../shared/domain/session/session-actions.ts';
import { SESSION_STATUSES, type SessionStatus } from '../../../../shared/domain/session/session-status.ts';
import { OCCURRENCES, SESSION_TRANSITIONS } from '../../../../shared/domain/session/session-transitions.ts';
import {
  aCall,
  ada,
  anAnswer,
  claim,
  decided,
  openCall,
  person,
  sessionIn,
  settled,
} from '../../../builders/a-session.ts';

type Row = Record<SessionStatus, string>;
const row = (...cells: string[]): Row =>
  Object.fromEntries(SESSION_STATUSES.map((status, index) => [status, cells[index]])) as Row;

/** What a command did, in words: the new status, `=` accepted and unchanged, or the refusal. */
function outcome(control: ControlItem, command: Command): string {
  const { control: next, changed, refused } = decided(control, command);
  if (refused) return refused.why;
  if (!changed) return '=';
  return next.deleted === undefined ? next.status : 'gone';
}

const remove: Command = { type: 'delete', by: ada };
const fail: Command = {
  type: 'fail',
  run: 1,
  holder: claim.holder,
  failure: { category: 'INTERNAL', message: 'broken' },
};
const completed = (seq: number): Command => ({
  type: 'complete_task',
  seq,
  by: ada,
  requestId: 'r1',
  output: { text: '{}' },
});
const ended = (seq: number): Command => ({
  type: 'resolve_called',
  seq,
  id: 'ses_2',
  state: 'SUCCEEDED',
  output: { text: '{}' },
});

//                                    PENDING        RUNNING       PAUSING       PAUSED        CANCELING     CANCELED      COMPLETED     FAILED
const personTable: [string, Command, 'in flight' | 'inferring', Row][] = [
  [
    'pause, a call in flight',
    person('pause'),
    'in flight',
    row('NOT_ALLOWED', 'PAUSING', '=', '=', 'NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED'),
  ],
  [
    'pause, nothing in flight',
    person('pause'),
    'inferring',
    row('NOT_ALLOWED', 'PAUSED', '=', '=', 'NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED'),
  ],
  [
    'resume',
    person('resume'),
    'inferring',
    row('NOT_ALLOWED', '=', 'NOT_ALLOWED', 'RUNNING', 'NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED'),
  ],
  [
    'cancel, a call in flight',
    person('cancel'),
    'in flight',
    row('CANCELED', 'CANCELING', 'CANCELING', 'CANCELED', '=', '=', 'NOT_ALLOWED', 'NOT_ALLOWED'),
  ],
  [
    'cancel, nothing in flight',
    person('cancel'),
    'inferring',
    row('CANCELED', 'CANCELED', 'CANCELING', 'CANCELED', '=', '=', 'NOT_ALLOWED', 'NOT_ALLOWED'),
  ],
  [
    'delete',
    remove,
    'inferring',
    row('NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_ALLOWED', 'gone', 'gone', 'gone'),
  ],
];

describe.each(personTable)('%s', (_name, command, work, expected) => {
  it.each(SESSION_STATUSES)('in %s', (status) => {
    expect(outcome(sessionIn(status, work), command)).toBe(expected[status]);
  });
});

describe('the last call in flight settles', () => {
  const expected = row('LATE', 'RUNNING', 'PAUSED', 'LATE', 'CANCELED', 'LATE', 'LATE', 'LATE');
  it.each(SESSION_STATUSES)('in %s', (status) => {
    const control = sessionIn(status, 'in flight');
    const seq = control.entries.find((entry) => entry.kind === 'TOOL_CALL')?.seq ?? 99;
    expect(outcome(control, settled(seq))).toBe(expected[status]);
  });
});

describe('a manual task is completed', () => {
  const expected = row(
    'NOT_ALLOWED',
    'RUNNING',
    'PAUSING',
    'PAUSED',
    'NOT_ALLOWED',
    'NOT_ALLOWED',
    'NOT_ALLOWED',
    'NOT_ALLOWED',
  );
  it.each(SESSION_STATUSES)('in %s', (status) => {
    const control = sessionIn(status, 'waiting');
    const task = control.entries.find((entry) => entry.kind === 'TOOL_CALL' && entry.link?.kind === 'manual_task');
    const before = control.wake;
    const decision = decided(control, completed(task?.seq ?? 99));
    expect(outcome(control, completed(task?.seq ?? 99))).toBe(expected[status]);
    // It wakes a running session only; resume wakes the others.
    expect(decision.control.wake - before).toBe(status === 'RUNNING' ? 1 : 0);
  });
});

describe('a called session ends', () => {
  const expected = row('=', 'RUNNING', 'PAUSING', 'PAUSED', '=', '=', '=', '=');
  it.each(SESSION_STATUSES)('in %s', (status) => {
    const control = waitingForSession(status);
    const call = control.entries.find((entry) => entry.kind === 'TOOL_CALL' && entry.link?.id === 'ses_2');
    expect(outcome(control, ended(call?.seq ?? 99))).toBe(expected[status]);
  });

  it('also before its creation was confirmed: then the cancel takes hold', () => {
    const control = decided(sessionIn('RUNNING', 'called'), person('cancel')).control;
    expect(control.status).toBe('CANCELING');
    expect(outcome(control, ended(openCall(control)))).toBe('CANCELED');
  });
});

/** A session whose called session was created: the call waits. */
function waitingForSession(status: SessionStatus): ControlItem {
  const called = {
    ...aCall(),
    index: 1,
    callId: 'call_1',
    by: 'session' as const,
    link: { kind: 'session' as const, id: 'ses_2' },
  };
  if (!['RUNNING', 'PAUSING', 'PAUSED', 'CANCELING', 'CANCELED'].includes(status)) return sessionIn(status);
  let control = decided(sessionIn('RUNNING'), anAnswer([aCall(), called])).control;
  const done = control.effects.filter((effect) => effect.kind === 'CREATE_CALLED');
  control = { ...control };
  const confirmed = decideDone(control, done);
  if (status === 'RUNNING') return confirmed;
  const asked = decided(confirmed, person(status.startsWith('PAUS') ? 'pause' : 'cancel')).control;
  return status === 'PAUSED' || status === 'CANCELED' ? decided(asked, settled(openCall(asked))).control : asked;
}

function decideDone(control: ControlItem, done: ControlItem['effects']): ControlItem {
  return decide(control, { type: 'effects_done' }, { now: claim.until, done }).control;
}

describe('the model asks for tools', () => {
  const expected = row('LEASE_LOST', 'RUNNING', 'LATE', 'PAUSED', 'LATE', 'SUPERSEDED', 'SUPERSEDED', 'SUPERSEDED');
  it.each(SESSION_STATUSES)('in %s', (status) => {
    const control = sessionIn(status);
    const decision = decided(control, anAnswer([aCall()]));
    // In PAUSING and CANCELING calls are in flight, so no model call is open.
    expect(outcome(control, anAnswer([aCall()]))).toBe(expected[status]);
    if (status === 'PAUSED') {
      expect(decision.control.proposed).toHaveLength(1);
      expect(decision.control.entries.filter((entry) => entry.kind === 'TOOL_CALL')).toHaveLength(0);
    }
  });
});

describe("the model's final answer", () => {
  const expected = row('LEASE_LOST', 'COMPLETED', 'LATE', 'PAUSED', 'LATE', 'SUPERSEDED', 'SUPERSEDED', 'SUPERSEDED');
  it.each(SESSION_STATUSES)('in %s', (status) => {
    expect(outcome(sessionIn(status), anAnswer([]))).toBe(expected[status]);
  });

  it('given while paused completes the session on resume', () => {
    const answered = decided(sessionIn('PAUSED'), anAnswer([])).control;
    const resumed = decided(answered, person('resume')).control;
    const done = decided(resumed, { type: 'take_lease', run: resumed.run, claim }).control;
    expect(done.status).toBe('COMPLETED');
    expect(done.finalResponse).toEqual({ text: 'All interfaces are up.' });
  });
});

describe('a fatal error', () => {
  it.each([
    ['RUNNING', 'inferring', 'FAILED'],
    ['PAUSING', 'in flight', '='],
    ['PAUSED', 'inferring', '='],
    ['CANCELING', 'in flight', 'CANCELED'],
    ['CANCELED', 'inferring', 'SUPERSEDED'],
    ['COMPLETED', 'inferring', 'SUPERSEDED'],
    ['FAILED', 'inferring', 'SUPERSEDED'],
    ['PENDING', 'inferring', 'LEASE_LOST'],
  ] as const)('in %s, %s: %s', (status, work, expected) => {
    expect(outcome(sessionIn(status, work), fail)).toBe(expected);
  });
});

describe('the execution is lost', () => {
  it.each(['PENDING', 'RUNNING', 'PAUSING', 'PAUSED', 'CANCELING'] as const)(
    'in %s: a new run starts and the old one is stopped',
    (status) => {
      const decision = decided(sessionIn(status), { type: 'recover', run: 1 });
      expect(decision.control).toMatchObject({ status, run: 2, live: true });
      expect(decision.added.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['STOP_RUN', 'START_RUN']));
    },
  );

  it.each(['CANCELED', 'COMPLETED', 'FAILED'] as const)('in %s: nothing starts', (status) => {
    const decision = decided(sessionIn(status), { type: 'recover', run: 1 });
    expect(decision).toMatchObject({ changed: false, added: [] });
  });
});

describe('five new runs without progress', () => {
  it.each([
    ['PENDING', 'inferring', 'FAILED'],
    ['RUNNING', 'inferring', 'FAILED'],
    ['PAUSING', 'in flight', 'FAILED'],
    ['PAUSED', 'inferring', 'PAUSED'],
    ['CANCELING', 'in flight', 'CANCELED'],
  ] as const)('in %s: %s', (status, work, expected) => {
    let control = sessionIn(status, work);
    for (let lost = 0; lost < 6; lost += 1) control = decided(control, { type: 'recover', run: control.run }).control;
    expect(control.status).toBe(expected);
    if (expected === 'FAILED') expect(control.error?.category).toBe('NO_PROGRESS');
  });

  it('are not counted while the session merely waits', () => {
    let control = sessionIn('RUNNING', 'waiting');
    for (let lost = 0; lost < 20; lost += 1) control = decided(control, { type: 'recover', run: control.run }).control;
    expect(control.status).toBe('RUNNING');
  });
});

describe('the transition table', () => {
  it('has a cell for every occurrence in every status', () => {
    for (const occurrence of OCCURRENCES)
      expect(Object.keys(SESSION_TRANSITIONS[occurrence])).toEqual([...SESSION_STATUSES]);
  });

  it('gives the quick actions of each status', () => {
    expect(Object.fromEntries(SESSION_STATUSES.map((status) => [status, actionsFor(status)]))).toEqual({
      PENDING: ['cancel'],
      RUNNING: ['pause', 'cancel'],
      PAUSING: ['cancel'],
      PAUSED: ['resume', 'cancel'],
      CANCELING: [],
      CANCELED: ['delete'],
      COMPLETED: ['delete'],
      FAILED: ['delete'],
    });
  });
});
