import { describe, expect, it } from 'vitest';
import type { Command } from '../../../../shared/domain/session/command.ts';
import { decide } from '../../../../shared/domain/session/decide.ts';
import { SESSION_STATUSES } from '../../../../shared/domain/session/session-status.ts';
import {
  aCall,
  ada,
  anAnswer,
  openCall,
  person,
  START,
  sessionIn,
  settled,
  takeLease,
} from '../../../builders/a-session.ts';

const works = ['in flight', 'waiting', 'called', 'inferring'] as const;
const situations = SESSION_STATUSES.flatMap((status) => works.map((work) => ({ status, work })));

describe('a decision about a session', () => {
  it.each(situations)('leaves the item that it was made on as it was: $status, $work', ({ status, work }) => {
    const control = frozen(sessionIn(status, work));
    const before = JSON.stringify(control);
    const call = control.entries.some(({ state, kind }) => kind === 'TOOL_CALL' && state === 'RUNNING');
    const commands: Command[] = [
      person('pause'),
      person('resume'),
      person('cancel'),
      { type: 'delete', by: ada },
      takeLease(control, { holder: 'invocation-2', boot: 'boot-2' }),
      anAnswer([aCall()]),
      anAnswer([]),
      ...(call ? [settled(openCall(control))] : []),
      { type: 'complete_task', seq: 3, by: ada, requestId: 'request-1', output: { text: '{}' } },
      { type: 'resolve_called', seq: 3, id: 'ses_2', state: 'SUCCEEDED', output: { text: '{}' } },
      { type: 'fail', run: 1, holder: 'invocation-1', failure: { category: 'INTERNAL', message: 'x' } },
      { type: 'store_token', run: 1, wake: control.wake, token: 'token-1', order: 1 },
      { type: 'hibernate', run: 1, holder: 'invocation-1', wake: control.wake },
      { type: 'roll_over', run: 1, holder: 'invocation-1' },
      { type: 'recover', run: 1 },
      { type: 'effects_done' },
      { type: 'reschedule' },
    ];
    for (const command of commands) decide(control, command, { now: START + 60_000, done: control.effects });
    expect(JSON.stringify(control)).toBe(before);
  });
});

/** Changing a frozen object throws. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
