import type { Refusal } from '../../../shared/domain/session/command.ts';
import { nextStep } from '../../../shared/domain/session/next-step.ts';
import type { Drive, Loaded } from './drive.ts';
import { RESERVE_MS, settleOutbox } from './drive.ts';
import { failSession, infer, type TryLater } from './infer.ts';
import { leaseBudget } from './lease-budget.ts';
import { InvalidDefinition, loadSession } from './load-session.ts';
import { runCalls } from './run-calls.ts';

/** How the loop was left. */
export type Leaving =
  | { why: 'ended' | 'superseded' | 'lease_lost' | 'time_used' | 'wait_for_results' | 'wait_for_resume' }
  | { why: 'look_again'; notBefore: number }
  | { why: 'try_later'; afterMs: number | undefined; nonsense: boolean; before: InARow };

/** Model calls that failed in a row, before the one that is judged: `nonsense` of them were answered without sense. */
export type InARow = { backOffs: number; nonsense: number };

/** A turn is not begun with less time than this for its model call, in milliseconds. */
const SHORTEST_INFERENCE_MS = 60_000;
/** Answers in a row that nobody can understand; the last one ends the session. */
const MOST_NONSENSE = 3;

/** Drives until the session must wait, it ends, or the time is nearly used. Each step is recorded before the next begins. */
export async function advanceLoop(drive: Drive, failedBefore: InARow): Promise<Leaving> {
  try {
    return await stepByStep(drive, failedBefore);
  } catch (error) {
    if (!(error instanceof InvalidDefinition)) throw error;
    const refused = await failSession(drive, { category: 'INVALID_DEFINITION', message: error.message });
    // Not evaluated while the session is paused: then it waits like any other.
    return leavingBy(refused) ?? stepByStep(drive, failedBefore);
  }
}

async function stepByStep(drive: Drive, failedBefore: InARow): Promise<Leaving> {
  const turnsBefore = drive.control.turns;
  for (;;) {
    if (drive.outbox.isFull()) await drive.outbox.settle();
    const step = nextStep(drive.control, drive.claim.holder);
    if (step.do !== 'end' && step.do !== 'run_calls' && isFenced(drive)) return { why: fencedBy(drive) };
    switch (step.do) {
      case 'end':
        return { why: 'ended' };
      case 'look_again':
        return { why: 'look_again', notBefore: step.notBefore };
      case 'create_called': {
        if (!(await createCalled(drive))) return { why: 'look_again', notBefore: 0 };
        break;
      }
      case 'lease_budget': {
        const leaving = leavingBy(await leaseBudget(drive, step.block));
        if (leaving !== undefined) return leaving;
        break;
      }
      case 'enter_again':
        return { why: 'time_used' };
      case 'wait_for_results':
      case 'wait_for_resume':
        return { why: step.do };
      case 'run_calls': {
        const leaving = leavingBy(await runCalls(drive, step.calls));
        if (leaving !== undefined) return leaving;
        break;
      }
      case 'infer': {
        const timeMs = inferenceTime(drive, drive.loaded ?? (await loadSession(drive)));
        if (timeMs < SHORTEST_INFERENCE_MS) return { why: 'time_used' };
        // An answer ends the row.
        const before = drive.control.turns > turnsBefore ? { backOffs: 0, nonsense: 0 } : failedBefore;
        const outcome = await infer(drive, step.seq, timeMs);
        const leaving = isTryLater(outcome) ? await tryLater(drive, outcome, before) : leavingBy(outcome);
        if (leaving !== undefined) return leaving;
      }
    }
  }
}

/** Performs creations, those too that an invocation before left undone. False: nothing was created, the next entry tries again. */
async function createCalled(drive: Drive): Promise<boolean> {
  const { version } = drive.control;
  await settleOutbox(drive);
  if (drive.control.version > version) return true;
  const { control } = drive;
  drive.outbox.take(
    control,
    control.effects.filter(({ kind }) => kind === 'CREATE_CALLED'),
  );
  await settleOutbox(drive);
  return drive.control.version > version;
}

/** A newer invocation drives. Calls that this one claimed are still its own to see through (P3), nothing else is (P5). */
function isFenced({ control, claim }: Drive): boolean {
  return control.lease?.holder !== claim.holder;
}

function fencedBy({ control, run }: Drive): 'lease_lost' | 'superseded' {
  return control.run === run ? 'lease_lost' : 'superseded';
}

/** What is left for a model call when the calls that it may ask for are to fit into this invocation too. */
function inferenceTime(drive: Drive, { definition }: Loaded): number {
  const toolSeconds = Math.max(0, ...definition.tools.map(({ timeoutSeconds }) => timeoutSeconds));
  return drive.remainingMs() - toolSeconds * 1_000 - RESERVE_MS;
}

function isTryLater(outcome: Awaited<ReturnType<typeof infer>>): outcome is TryLater {
  return typeof outcome === 'object' && 'tryLater' in outcome;
}

async function tryLater(
  drive: Drive,
  { tryLater: { afterMs, nonsense, message } }: TryLater,
  before: InARow,
): Promise<Leaving | undefined> {
  if (nonsense && before.nonsense + 1 >= MOST_NONSENSE) {
    const refused = await failSession(drive, {
      category: 'MODEL_REFUSED',
      message: `The model's answer could not be understood ${MOST_NONSENSE} times in a row: ${message}`.slice(0, 2_000),
    });
    return leavingBy(refused);
  }
  return { why: 'try_later', afterMs, nonsense, before };
}

/** `LATE` is no reason to leave: the step was recorded before, or by somebody else; the next look tells. */
function leavingBy(refused: Refusal | 'gone' | undefined): Leaving | undefined {
  if (refused === undefined) return undefined;
  if (refused === 'gone') return { why: 'superseded' };
  if (refused.why === 'LEASE_LOST') return { why: 'lease_lost' };
  return refused.why === 'LATE' ? undefined : { why: 'superseded' };
}
