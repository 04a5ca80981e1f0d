import type { SessionStatus } from './session-status.ts';

/** What can happen to a session: the rows of the table in design section 3. */
export const OCCURRENCES = [
  'pause',
  'resume',
  'cancel',
  'delete',
  'lastCallSettles',
  'taskCompleted',
  'calledEnds',
  'modelAsksForTools',
  'finalAnswer',
  'fatalError',
  'executionLost',
  'noProgress',
] as const;
export type Occurrence = (typeof OCCURRENCES)[number];

/**
 * What happens then.
 * `refuse`: nothing changes and the one who asked is told; `nothing`: accepted, nothing changes; `impossible`: can't occur,
 * refused all the same; `move`: to the status `to`, or to `whileInFlight` when calls are in flight (`stay`: then nothing
 * changes); `apply`: the call or answer is recorded and the session goes on; `keep`: recorded, nothing is dispatched (and the
 * status becomes `to`); `drop`: noted, not used; `remove`: the session is deleted; `newRun`: another execution is started;
 * `release`: a waiting execution is let go.
 */
export type Cell =
  | { does: 'refuse' | 'nothing' | 'impossible' | 'apply' | 'drop' | 'remove' | 'newRun' | 'release' }
  | { does: 'move'; to: SessionStatus; whileInFlight?: SessionStatus | 'stay' }
  | { does: 'keep'; to?: SessionStatus };

const refuse: Cell = { does: 'refuse' };
const nothing: Cell = { does: 'nothing' };
const impossible: Cell = { does: 'impossible' };
const apply: Cell = { does: 'apply' };
const drop: Cell = { does: 'drop' };
const remove: Cell = { does: 'remove' };
const newRun: Cell = { does: 'newRun' };
const release: Cell = { does: 'release' };
const keep: Cell = { does: 'keep' };
const to = (status: SessionStatus): Cell => ({ does: 'move', to: status });
const inStatusOrder = (...cells: [Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell]): Record<SessionStatus, Cell> => ({
  PENDING: cells[0],
  RUNNING: cells[1],
  PAUSING: cells[2],
  PAUSED: cells[3],
  CANCELING: cells[4],
  CANCELED: cells[5],
  COMPLETED: cells[6],
  FAILED: cells[7],
});

const pausesWhenIdle: Cell = { does: 'move', to: 'PAUSED', whileInFlight: 'PAUSING' };
const cancelsWhenIdle: Cell = { does: 'move', to: 'CANCELED', whileInFlight: 'CANCELING' };
const failsWhenIdle: Cell = { does: 'move', to: 'FAILED', whileInFlight: 'stay' };
const pausesWithAnswer: Cell = { does: 'keep', to: 'PAUSED' };

/** The one table of the session's life. It feeds the decisions, the refusals, the `actions` of a row and the diagram in docs/. */
export const SESSION_TRANSITIONS: Record<Occurrence, Record<SessionStatus, Cell>> = {
  //                               PENDING         RUNNING          PAUSING            PAUSED          CANCELING       CANCELED    COMPLETED  FAILED
  pause: inStatusOrder(refuse, pausesWhenIdle, nothing, nothing, refuse, refuse, refuse, refuse),
  resume: inStatusOrder(refuse, nothing, refuse, to('RUNNING'), refuse, refuse, refuse, refuse),
  cancel: inStatusOrder(
    to('CANCELED'),
    cancelsWhenIdle,
    cancelsWhenIdle,
    to('CANCELED'),
    nothing,
    nothing,
    refuse,
    refuse,
  ),
  delete: inStatusOrder(refuse, refuse, refuse, refuse, refuse, remove, remove, remove),
  lastCallSettles: inStatusOrder(impossible, apply, to('PAUSED'), impossible, to('CANCELED'), refuse, refuse, refuse),
  taskCompleted: inStatusOrder(impossible, apply, keep, keep, refuse, refuse, refuse, refuse),
  calledEnds: inStatusOrder(impossible, apply, keep, keep, nothing, nothing, nothing, nothing),
  modelAsksForTools: inStatusOrder(impossible, apply, keep, keep, drop, refuse, refuse, refuse),
  finalAnswer: inStatusOrder(impossible, to('COMPLETED'), pausesWithAnswer, keep, drop, refuse, refuse, refuse),
  fatalError: inStatusOrder(
    to('FAILED'),
    to('FAILED'),
    failsWhenIdle,
    nothing,
    to('CANCELED'),
    impossible,
    impossible,
    impossible,
  ),
  executionLost: inStatusOrder(newRun, newRun, newRun, newRun, newRun, release, release, release),
  noProgress: inStatusOrder(
    to('FAILED'),
    to('FAILED'),
    to('FAILED'),
    nothing,
    to('CANCELED'),
    impossible,
    impossible,
    impossible,
  ),
};
