import type { Decision } from '../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { Effect } from '../../../shared/domain/session/effect.ts';

/** One Step Functions execution. `ENDED`: by itself; `CLOSED`: failed, stopped or killed. */
export type Execution = {
  run: number;
  node: 'ADVANCE' | 'PARK' | 'WAIT' | 'ENDED' | 'CLOSED';
  /** Of the wait that is open. */
  token: string | null;
  /** The wake number that Advance answered, and whether its wait timed out since. */
  wake: number;
  timedOut: boolean;
  /** Times that Advance answered, and that the present wait was tried again. */
  loop: number;
  retry: number;
  /** Tries that are left to the present state. */
  triesLeft: number;
};

/** What an Advance answers: its execution ends, enters Advance again, or waits. */
export type Leaving = { to: 'END' | 'AGAIN' | 'WAIT'; wake: number };

/**
 * Whoever does something step by step: a Lambda, a performer of effects (`EFFECTS`), the performer of the called session's
 * end (`CHILD_END`), the second write of a task that judges itself (`COMPLETION`, a mutation). All have the same fields.
 */
export type Process = {
  kind: 'ADVANCE' | 'PARK' | 'EFFECTS' | 'CHILD_END' | 'COMPLETION';
  id: number;
  /** Of a Lambda: the run that it was called with, and whether Step Functions still awaits its answer. */
  run: number;
  attached: boolean;
  /** What it does next. */
  at: 'enter' | 'infer' | 'tool' | 'settle' | 'leave' | 'store' | 'answer' | 'perform' | 'remove' | 'resolve';
  /** Park: what Advance saw. Advance: the wake number of the wait that timed out. */
  wake: number | null;
  token: string | null;
  order: number;
  /** Turns that were recorded when the model was asked. */
  turn: number;
  leaving: Leaving | null;
  /** The control item as it wrote or read it last: what its projections show. */
  known: ControlItem | null;
  /** Projections and notices, performed beside each other; other effects, in order; what was performed and is not removed. */
  shows: readonly Effect[];
  acts: readonly Effect[];
  done: readonly Effect[];
  /** A write that was applied and whose answer was not seen: recognised while nobody wrote after it (P1). */
  lost: Decision | null;
  /** Mutation of P1: what was read, to be put blindly. */
  snapshot: ControlItem | null;
  isSweeper: boolean;
  /** Performs and leaves the removal to others: the one who starts a session. */
  leavesRemoval: boolean;
};

export type Ledger = Readonly<Record<Tool, CallState>>;
export type Tool = 'H' | 'A' | 'M' | 'K';
/** None, proposed, running, waiting, done, failed, canceled: the last that the control item said of a call. */
export type CallState = 'N' | 'P' | 'R' | 'W' | 'D' | 'F' | 'X';

/** What may still happen, of people's doing and of faults: the names of `Bounds`. */
export type Budget = {
  completions: number;
  cancels: number;
  pauses: number;
  resumes: number;
  deletes: number;
  redeliveries: number;
  childDeletes: number;
  crashes: number;
  duplicates: number;
  kills: number;
  lostAnswers: number;
  slowPerformers: number;
  falseRecoveries: number;
  rollOvers: number;
};

/** Everything there is. Control items, effects and ledgers are never changed in place, so copies share them. */
export type World = {
  /** The control item; `TOMBSTONE`: shrunk after a delete; `null`: not there. */
  control: ControlItem | 'TOMBSTONE' | null;
  summary: { v: number; shows: string } | null;
  task: { v: number; state: 'OPEN' | 'COMPLETED' | 'CANCELED' | 'DELETED'; hasEffect: boolean } | null;
  /** The projections of the entries that the control item still holds. */
  entries: readonly { seq: number; v: number; isResolved: boolean }[];
  /** The called session; `tells`: its end is a stored effect that is not removed yet. */
  child: { state: 'RUNNING' | 'ENDED' | 'TOMBSTONE'; tells: boolean } | null;
  childWasThere: boolean;
  executions: Execution[];
  processes: Process[];
  budget: Budget;
  calls: Ledger;
  toolRuns: number;
  answerAcknowledged: boolean;
  cancelAcknowledged: boolean;
  /** The tombstone was put over the summary. */
  isHidden: boolean;
  /** Activity of a deleted session is there. */
  isUnpurged: boolean;
  isGone: boolean;
  nextId: number;
  /** A property that was broken on the way here. */
  broken: string | null;
};

export const controlOf = (world: World): ControlItem | null => (world.control === 'TOMBSTONE' ? null : world.control);

export const isOpen = (execution: Execution): boolean => execution.node !== 'ENDED' && execution.node !== 'CLOSED';

export function openExecution(world: World, run: number): Execution | undefined {
  return world.executions.find((execution) => execution.run === run && isOpen(execution));
}

export const holderOf = (id: number): string => `invocation-${id}`;

/** The first property that is broken counts. */
export function broken(world: World, what: string): void {
  world.broken ??= what;
}

export function copyOf(world: World): World {
  return {
    ...world,
    executions: world.executions.map((execution) => ({ ...execution })),
    processes: world.processes.map((process) => ({ ...process })),
    budget: { ...world.budget },
  };
}

export function addProcess(world: World, process: Pick<Process, 'kind' | 'at'> & Partial<Process>): void {
  world.processes.push({
    id: world.nextId++,
    run: 0,
    attached: false,
    wake: null,
    token: null,
    order: 0,
    turn: 0,
    leaving: null,
    known: null,
    shows: [],
    acts: [],
    done: [],
    lost: null,
    snapshot: null,
    isSweeper: false,
    leavesRemoval: false,
    ...process,
  });
}

export function removeProcess(world: World, process: Process): void {
  world.processes = world.processes.filter((other) => other !== process);
}
