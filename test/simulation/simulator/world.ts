import type { Agent } from '../../../shared/domain/agent/agent.ts';
import type { TokenPrices } from '../../../shared/domain/session/token-prices.ts';
import { type Evidence, newEvidence } from './evidence.ts';
import { chooseFaults, type Faults } from './faults.ts';
import { InvariantBroken } from './invariant-broken.ts';
import type { Operation } from './process.ts';
import { type Program, simulatedAgents } from './scripted-agent.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { type SessionTables, sessionTables } from './session-tables.ts';
import type { Machine } from './step-functions.ts';
import { type TenantDays, tenantDays } from './tenant-day.ts';
import { type TimerQueue, timerQueue } from './timer-queue.ts';
import type { Weakness } from './weakness.ts';

/** When every simulation begins, in milliseconds since 1970. */
export const BEGINNING = Date.UTC(2026, 10, 23, 9);

type Step = { at: number; who: string; what: string; note: string };

/** One simulation: everything that its seed decides and everything that happens in it. */
export type World = {
  readonly seed: number;
  readonly random: SeededRandom;
  readonly faults: Faults;
  /** Virtual time, in milliseconds since 1970. */
  now: number;
  readonly timers: TimerQueue;
  /** Calls of ports that wait for their turn. */
  readonly ready: Operation[];
  /** Sessions delete themselves so long after their end. */
  readonly retentionDays: number | undefined;
  /** How willingly time goes on while calls wait. */
  readonly haste: number;
  readonly tables: SessionTables;
  readonly evidence: Evidence;
  readonly weakness: Weakness;
  /** What the model of each session says. */
  readonly programs: Map<string, Program>;
  /** What sessions are started of, by id; somebody may take one away. */
  readonly agents: Map<string, Agent>;
  /** As production's limit of 50, and smaller in most simulations, so that it is met. */
  readonly mostDescendants: number;
  /** What the model costs; undefined: nobody has configured it. */
  readonly prices: TokenPrices | undefined;
  /** The counters of the tenant's budget; undefined: there is none. */
  readonly tenantDays: TenantDays | undefined;
  /** Probability that a call is that of another agent. */
  readonly treeness: number;
  /** Tasks that somebody has heard of. */
  readonly noticed: Set<string>;
  /** Set once everything that it calls is there. */
  machine: Machine;
  /** Told of every write of a control item. */
  readonly onWrite: ((sessionId: string) => void)[];
  /** Told of every manual task that is shown. */
  readonly onTask: ((taskId: string) => void)[];
  processes: number;
  /** Steps so far, and what they were when somebody wants to know. */
  stepCount: number;
  readonly steps: Step[] | undefined;
  /** Found outside a step, for the step loop to throw. */
  broken: Error | undefined;
};

export function newWorld(
  { seed, weakness, isTold }: { seed: number; weakness: Weakness; isTold: boolean },
  openMachine: (world: World) => Machine,
): World {
  const random = seededRandom(seed);
  const world: Omit<World, 'machine'> = {
    seed,
    random,
    faults: chooseFaults(random),
    now: BEGINNING,
    timers: timerQueue(),
    ready: [],
    retentionDays: random.chance(0.1) ? 1 : undefined,
    haste: random.pick([0.02, 0.1, 0.3]),
    tables: sessionTables(),
    evidence: newEvidence(),
    weakness,
    programs: new Map(),
    agents: simulatedAgents(random),
    mostDescendants: random.pick([50, 6, 3, 1]),
    prices: random.chance(0.5) ? { input: 3, output: 15, cacheWrite: 4 } : undefined,
    tenantDays: random.chance(0.4) ? tenantDays(random.pick([100_000, 20_000, 3_000])) : undefined,
    treeness: random.pick([0, 0, 0.1, 0.4]),
    noticed: new Set(),
    onWrite: [],
    onTask: [],
    processes: 0,
    stepCount: 0,
    steps: isTold ? [] : undefined,
    broken: undefined,
  };
  const whole = world as World;
  whole.machine = openMachine(whole);
  return whole;
}

/** Notes a step for whoever reads the trace; `more` is only asked when somebody does. */
export function note(world: World, who: string, what: string, more: () => string = () => ''): void {
  world.steps?.push({ at: world.now, who, what, note: more() });
}

export function after(world: World, ms: number, run: () => void) {
  return world.timers.set(world.now + ms, run);
}

/** Notes a defect that was found where an exception would not reach the step loop. */
export function breakWorld(world: World, error: unknown): void {
  world.broken ??= error instanceof Error ? error : new InvariantBroken('simulator', String(error));
}

/** The last steps as text, oldest first. */
export function lastSteps(world: World, most: number): string[] {
  return (world.steps ?? []).slice(-most).map(({ at, who, what, note: more }) => {
    const seconds = ((at - BEGINNING) / 1_000).toFixed(3).padStart(12);
    return `${seconds} s  ${who.padEnd(18)} ${what}${more === '' ? '' : `  ${more}`}`;
  });
}
