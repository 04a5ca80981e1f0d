import { type AdvanceOutput, advanceEventSchema, type RunPayload } from '../../shared/contracts/run-payload.ts';
import type { ControlItem } from '../../shared/domain/session/control-item.ts';
import type { Claim } from '../../shared/domain/session/entry.ts';
import { openOutbox } from '../../shared/effects/outbox.ts';
import type { Invocation } from '../../shared/runtime/invocation.ts';
import { isPassingFault } from '../../shared/runtime/passing-fault.ts';
import { lambda } from '../lambda.ts';
import type { AdvanceDeps } from './advance/advance-deps.ts';
import { advanceLoop, type Leaving } from './advance/advance-loop.ts';
import { type Drive, settleOutbox, write } from './advance/drive.ts';
import { backOff, ended, outputFor } from './advance/leave.ts';

/** A run is followed by the next one after this many entries of Advance, well before the 25,000 events of an execution's history. */
const MOST_LOOPS = 1_000;

/** The state "Advance session": takes the lease and drives until the session must wait, ends, or the time is nearly used. */
export function advanceSessionHandler(deps: AdvanceDeps) {
  return async (event: unknown, invocation: Invocation): Promise<AdvanceOutput> => {
    const { at, token } = advanceEventSchema.parse(event);
    const output = await advanceOrBackOff(deps, at, invocation);
    // The last thing that it does: the execution goes on while the answer is still on its way.
    if (token !== undefined) await deps.answerRun(token, output);
    return output;
  };
}

async function advanceOrBackOff(
  deps: AdvanceDeps,
  payload: RunPayload,
  invocation: Invocation,
): Promise<AdvanceOutput> {
  try {
    return await advance(deps, payload, invocation);
  } catch (error) {
    if (!isPassingFault(error)) throw error;
    deps.reportFailure('advance backs off', { sessionId: payload.sessionId, error });
    return backOff(payload, deps.random);
  }
}

async function advance(deps: AdvanceDeps, payload: RunPayload, invocation: Invocation): Promise<AdvanceOutput> {
  const { tenantId, sessionId, run } = payload;
  const control = await deps.control.read({ tenantId, sessionId });
  if (control === undefined) return superseded(payload);
  const drive = openDrive(deps, payload, control, invocation);
  const refused = await write(drive, { type: 'take_lease', run, claim: drive.claim });
  if (refused !== undefined) return ended(payload, drive.control);
  return leave(drive, payload, await lead(drive, payload));
}

function openDrive(
  deps: AdvanceDeps,
  { tenantId, sessionId, run }: RunPayload,
  control: ControlItem,
  invocation: Invocation,
): Drive {
  const at = deps.clock.now();
  const until = at + invocation.remainingMs();
  const boot = deps.bootId === undefined ? {} : { boot: deps.bootId };
  const claim: Claim = { holder: deps.newWriteId(), until, ...boot, at };
  const { remainingMs } = invocation;
  return {
    key: { tenantId, sessionId },
    run,
    claim,
    remainingMs,
    deps,
    outbox: openOutbox(deps),
    control,
    loaded: undefined,
  };
}

async function lead(drive: Drive, payload: RunPayload): Promise<Leaving> {
  try {
    return await advanceLoop(drive, payload);
  } finally {
    await drive.outbox.settle(); // nothing may run on after the answer: the sandbox is frozen there
  }
}

/** Everything is shown before the execution waits or ends; a wait that timed out with nothing to do becomes hibernation. */
async function leave(drive: Drive, payload: RunPayload, leaving: Leaving): Promise<AdvanceOutput> {
  const { run, claim, deps } = drive;
  const holder = claim.holder;
  const waits = leaving.why === 'wait_for_results' || leaving.why === 'wait_for_resume';
  const output = outputFor(leaving, payload, drive.control, { now: deps.clock.now(), random: deps.random });
  await settleOutbox(drive);
  if (waits && timedOut(payload) && payload.wake === output.wake) {
    const refused = await write(drive, { type: 'hibernate', run, holder, wake: payload.wake ?? 0 });
    // Else a wake came, or a newer invocation drives: this one must not wait, the other may just be hibernating (P5).
    return { ...output, next: refused === undefined ? 'HIBERNATE' : 'CONTINUE' };
  }
  if (waits || output.next === 'CONTINUE' || output.next === 'BACK_OFF') {
    if (output.loop >= MOST_LOOPS && (await write(drive, { type: 'roll_over', run, holder })) === undefined) {
      await settleOutbox(drive);
      return { ...output, next: 'ROLL_OVER' };
    }
  }
  return output;
}

function timedOut({ waitError }: RunPayload): boolean {
  return waitError?.Error === 'States.Timeout' || waitError?.Error === 'States.HeartbeatTimeout';
}

function superseded({ tenantId, sessionId, run, loop }: RunPayload): AdvanceOutput {
  return { tenantId, sessionId, run, loop: loop + 1, backOffs: 0, nonsense: 0, next: 'SUPERSEDED' };
}

export const handler = lambda(advanceSessionHandler);
