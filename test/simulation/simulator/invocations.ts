import { advanceSessionHandler } from '../../../functions/session-lifecycle/advance-session.ts';
import { parkSessionHandler } from '../../../functions/session-lifecycle/park-session.ts';
import { recoverSessionHandler } from '../../../functions/session-lifecycle/recover-session.ts';
import { sweepOutboxesHandler } from '../../../functions/session-lifecycle/sweep-outboxes.ts';
import type { ExecutionStatus, Payload } from './execution.ts';
import { drawFault } from './faults.ts';
import { portsOf } from './ports.ts';
import { spawn } from './process.ts';
import { type Machine, stepFunctions } from './step-functions.ts';
import { after, type World } from './world.ts';

const RECOVER_LIMIT_MS = 60_000;
const SWEEP_LIMIT_MS = 55_000;
const MINUTE_MS = 60_000;
/** Lambda tries an asynchronous invocation again after one and after two more minutes. */
const ASYNC_RETRIES_MS = [60_000, 120_000];

/** Step Functions with the production handlers, and the status-change events that lead to recovery. */
export function sessionMachine(world: World): Machine {
  return stepFunctions(world, {
    advance: (event) => (process, invocation) => {
      process.event = event;
      return advanceSessionHandler(portsOf(world, process))(event, invocation);
    },
    park: (event) => (process) => {
      process.event = event;
      return parkSessionHandler(portsOf(world, process))(event);
    },
    statusChanged: (event) => announce(world, event),
  });
}

function announce(world: World, { status, input }: { status: ExecutionStatus; input: Payload }): void {
  const { faults, random } = world;
  if (drawFault(faults, 'status_event.lost', random)) return;
  const event = { detail: { status, input: JSON.stringify(input) } };
  const copies = drawFault(faults, 'status_event.doubled', random) ? 2 : 1;
  for (let copy = 0; copy < copies; copy += 1) {
    const isLate = drawFault(faults, 'status_event.delayed', random);
    after(world, isLate ? random.below(600_000) : random.below(1_500), () => recover(world, event, 0));
  }
}

function recover(world: World, event: unknown, retries: number): void {
  spawn(
    world,
    { name: 'recover', limitMs: RECOVER_LIMIT_MS },
    (process) => recoverSessionHandler(portsOf(world, process))(event),
    ({ how }) => {
      const againMs = ASYNC_RETRIES_MS[retries];
      if (how !== 'answered' && againMs !== undefined) after(world, againMs, () => recover(world, event, retries + 1));
    },
  );
}

/** The sweeper, every minute; minutes in which it would find nothing are left out, for they change nothing. */
export function sweepRegularly(world: World): void {
  if (world.weakness.withoutSweeper) return;
  let next = Number.POSITIVE_INFINITY;
  const plan = () => {
    const at = nextSweep(world);
    if (at >= next) return;
    next = at;
    world.timers.set(at, () => {
      if (next !== at) return;
      next = Number.POSITIVE_INFINITY;
      sweep(world);
      after(world, 1, plan);
    });
  };
  world.onWrite.push(plan);
}

function sweep(world: World): void {
  spawn(
    world,
    { name: 'sweep', limitMs: SWEEP_LIMIT_MS },
    (process, invocation) =>
      sweepOutboxesHandler({ ...portsOf(world, process), sweepTrigger: async () => undefined })({}, invocation),
    () => undefined,
  );
}

function nextSweep({ tables, now, faults }: World): number {
  const slackMs = faults.surrounding['clock.skewed'] > 0 ? 5 * MINUTE_MS : 0;
  const due = [...tables.control.values()].map(({ dueAt }) => (dueAt ?? Number.POSITIVE_INFINITY) - slackMs);
  const earliest = Math.max(now + 1, Math.min(...due));
  return Math.ceil(earliest / MINUTE_MS) * MINUTE_MS;
}
