import type { Invocation } from '../../../shared/runtime/invocation.ts';
import { count, drawPortFault, type PortFault, type PortSite } from './faults.ts';
import { InvariantBroken } from './invariant-broken.ts';
import type { Timer } from './timer-queue.ts';
import { after, breakWorld, note, type World } from './world.ts';

/** One invocation of a function: it calls ports, and it can die between and in the middle of any two calls. */
export type Process = {
  readonly id: number;
  readonly name: string;
  readonly diesAt: number;
  /** What its clock shows beyond the true time, in milliseconds. */
  readonly skewMs: number;
  state: 'running' | 'dead' | 'ended';
  /** Calls of ports that it waits for and that change something. */
  pending: number;
  /** Ids that it was given. */
  ids: number;
  /** Sessions that it is about to create for others. */
  readonly creates: Set<string>;
  /** What the state machine invoked it with. */
  event?: Record<string, unknown>;
  die: () => void;
};

export type Ending<Result> = { how: 'answered'; result: Result } | { how: 'failed'; error: Error } | { how: 'died' };

/** A call of a port that waits for its turn. */
export type Operation = { process: Process; site: PortSite; run: (fault: boolean) => void };

/** What a port does. `apply` is atomic; with a duration, `begin` happens first and `apply` when it is over. */
export type PortCall<Result> = {
  site: PortSite;
  note?: () => string;
  begin?: () => void;
  durationMs?: number;
  apply: () => Result;
  /** What `apply` throws is what the caller hears; else it is a defect of the simulator. */
  mayFail?: true;
  /** What a throttled call is answered with, where it is not the usual error. */
  refusal?: () => Error;
  /** What the SDK makes of a lost answer by calling again, where it does. */
  repeated?: () => Result;
};

/** A read that goes on after its process has answered harms nobody. */
const READS: readonly PortSite[] = [
  'control.read',
  'control.due',
  'body.read',
  'entries.read',
  'agent.read',
  'feed.read',
];

class Refused extends Error {
  constructor(name: string, site: string) {
    super(`${site}: ${name}`);
    this.name = name;
  }
}

/** Starts a process. `onEnd` is called once, also when it dies; nobody is told of what it does after that: nothing. */
export function spawn<Result>(
  world: World,
  { name, limitMs }: { name: string; limitMs: number },
  run: (process: Process, invocation: Invocation) => Promise<Result>,
  onEnd: (ending: Ending<Result>) => void,
): Process {
  world.processes += 1;
  const id = world.processes;
  const label = `${name}#${id}`;
  const diesAt = world.now + limitMs;
  const end = (ending: Ending<Result>) => {
    limit.canceled = true;
    note(world, label, ending.how, () => (ending.how === 'failed' ? ending.error.message : ''));
    onEnd(ending);
  };
  const process: Process = {
    id,
    name: label,
    diesAt,
    skewMs: skewOf(world),
    state: 'running',
    pending: 0,
    ids: 0,
    creates: new Set(),
    die: () => {
      if (process.state !== 'running') return;
      process.state = 'dead';
      end({ how: 'died' });
    },
  };
  const limit: Timer = world.timers.set(diesAt, () => {
    count(world.faults, 'process.limit_reached');
    process.die();
  });
  note(world, label, 'begins');
  const invocation = { requestId: label, remainingMs: () => Math.max(0, diesAt - world.now) };
  run(process, invocation).then(
    (result) => finish(world, process, () => end({ how: 'answered', result })),
    (error: unknown) => {
      if (error instanceof InvariantBroken) breakWorld(world, error);
      const known = error instanceof Error ? error : new Error(String(error));
      finish(world, process, () => end({ how: 'failed', error: known }));
    },
  );
  return process;
}

/** An invocation that has answered is frozen: what it still waited for would go on in the next one (F12). */
function finish(world: World, process: Process, end: () => void): void {
  if (process.state !== 'running') return;
  process.state = 'ended';
  if (process.pending > 0) {
    const message = `${process.name} answered while ${process.pending} of its calls were under way`;
    breakWorld(world, new InvariantBroken('F12', message));
  }
  try {
    end();
  } catch (error) {
    breakWorld(world, error);
  }
}

function skewOf(world: World): number {
  if (world.faults.off || world.faults.surrounding['clock.skewed'] === 0) return 0;
  count(world.faults, 'clock.skewed');
  return world.random.between(-300_000, 300_000);
}

/** Calls a port: it waits for its turn, and may meet a fault. A dead process hears nothing any more. */
export function call<Result>(world: World, process: Process, port: PortCall<Result>): Promise<Result> {
  if (process.state !== 'running') return new Promise(() => undefined);
  const weight = READS.includes(port.site) ? 0 : 1;
  process.pending += weight;
  return new Promise((resolve, reject) => {
    const answer = (settle: () => void) => {
      if (process.state !== 'running') return;
      process.pending -= weight;
      settle();
    };
    const operation: Operation = {
      process,
      site: port.site,
      run: (withFaults) => perform(world, operation, { port, resolve, reject, answer, withFaults }),
    };
    world.ready.push(operation);
  });
}

type Performance<Result> = {
  port: PortCall<Result>;
  resolve: (result: Result) => void;
  reject: (error: Error) => void;
  answer: (settle: () => void) => void;
  withFaults: boolean;
};

function perform<Result>(world: World, operation: Operation, performance: Performance<Result>): void {
  const { process, site } = operation;
  const { port, reject, answer, withFaults } = performance;
  const fault = withFaults ? drawPortFault(world.faults, site, world.random) : undefined;
  note(world, process.name, site, () => `${port.note?.() ?? ''}${fault === undefined ? '' : ` !${fault}`}`);
  switch (fault) {
    case 'crash_before':
      dieBefore(world, process, port);
      break;
    case 'throttle':
      answer(() => reject(port.refusal?.() ?? new Refused('ThrottlingException', site)));
      break;
    case 'delay':
      after(world, delayMs(world), () => {
        if (process.state === 'running') operation.run(false);
      });
      break;
    default:
      begin(world, process, port, {
        done: (applied) => answerWith(world, operation, { performance, fault, applied }),
        failed: (error) => answer(() => reject(error)),
      });
  }
}

function answerWith<Result>(
  world: World,
  { process, site }: Operation,
  how: { performance: Performance<Result>; fault: PortFault | undefined; applied: Result },
): void {
  const { port, resolve, reject, answer } = how.performance;
  switch (how.fault) {
    case 'crash_after':
      process.die();
      break;
    case 'lost_answer': {
      const { repeated } = port;
      if (repeated !== undefined && world.random.chance(0.6)) answer(() => resolve(repeated()));
      else answer(() => reject(new Refused('TimeoutError', site)));
      break;
    }
    case 'late_answer':
      after(world, delayMs(world), () => answer(() => resolve(how.applied)));
      break;
    default:
      answer(() => resolve(how.applied));
  }
}

/** Before a call, or in the middle of one that lasts: then it has begun, and nobody hears how it ends. */
function dieBefore<Result>(world: World, process: Process, port: PortCall<Result>): void {
  if (port.durationMs === undefined || world.random.chance(0.3)) {
    process.die();
    return;
  }
  port.begin?.();
  after(world, world.random.below(port.durationMs + 1), process.die);
}

function begin<Result>(
  world: World,
  process: Process,
  port: PortCall<Result>,
  then: { done: (result: Result) => void; failed: (error: Error) => void },
): void {
  port.begin?.();
  if (port.durationMs === undefined) applyNow(port, then);
  else
    after(world, port.durationMs, () => {
      if (process.state === 'running') applyNow(port, then);
    });
}

function applyNow<Result>(
  port: PortCall<Result>,
  then: { done: (result: Result) => void; failed: (error: Error) => void },
): void {
  let applied: Result;
  try {
    applied = port.apply();
  } catch (error) {
    if (port.mayFail !== true || error instanceof InvariantBroken || !(error instanceof Error)) throw error;
    then.failed(error);
    return;
  }
  then.done(applied);
}

/** Mostly short, sometimes longer than a sweeper's minute, now and then longer than any function lives. */
function delayMs({ random }: World): number {
  const kind = random.next();
  if (kind < 0.7) return random.below(300);
  return kind < 0.97 ? random.below(20_000) : random.below(1_000_000);
}
