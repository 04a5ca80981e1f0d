import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { checkTenantDays } from './check-budget.ts';
import { checkEnded, checkRested } from './check-settled.ts';
import { evidenceOf } from './evidence.ts';
import { follow } from './feed-reader.ts';
import { expectInvariant, InvariantBroken } from './invariant-broken.ts';
import { sessionMachine, sweepRegularly } from './invocations.ts';
import { command, complete, letPeopleAct, openTasks, removeAgent, start } from './people.ts';
import { step } from './step.ts';
import type { Weakness } from './weakness.ts';
import { after, BEGINNING, lastSteps, newWorld, type World } from './world.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Longer than any chain of limits, retries and sweeps once nothing goes wrong any more. */
const REST_MS = 3 * HOUR_MS;
/** A wake is seen by then, sweeper included (I6). */
const WAKE_MS = 3 * MINUTE_MS;
/** Each round resumes and completes what is left; sessions that call each other have at most so many waits one after the other. */
const MOST_ROUNDS = 60;

export type SeedResult = {
  seed: number;
  steps: number;
  /** How often each fault was injected. */
  faults: Map<string, number>;
  /** The invariant that does not hold, if one doesn't, with the steps that led there. */
  failure?: { invariant: string; message: string; lastSteps: string[] };
};

/**
 * Runs one seed to its end: faults first, then quiet, in which everything must settle. One that fails is run again with its
 * steps noted, which shows that it replays, too.
 */
export async function simulateSeed(
  seed: number,
  { weakness = {}, stepsShown = 30 }: { weakness?: Weakness; stepsShown?: number } = {},
): Promise<SeedResult> {
  const world = newWorld({ seed, weakness, isTold: false }, sessionMachine);
  const failure = await failureOf(world);
  const result = { seed, steps: world.stepCount, faults: world.faults.counts };
  if (failure === undefined) return result;
  const told = newWorld({ seed, weakness, isTold: true }, sessionMachine);
  const again = await failureOf(told);
  const isSame = again?.message === failure.message;
  const invariant = isSame ? failure.invariant : 'replay';
  const message = isSame ? failure.message : `${failure.message}\nThe second time: ${again?.message ?? 'nothing'}`;
  return { ...result, failure: { invariant, message, lastSteps: lastSteps(told, stepsShown) } };
}

async function failureOf(world: World): Promise<{ invariant: string; message: string } | undefined> {
  try {
    await live(world);
    return undefined;
  } catch (error) {
    if (error instanceof InvariantBroken) return { invariant: error.invariant, message: error.message };
    return { invariant: 'error', message: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) };
  }
}

async function live(world: World): Promise<void> {
  const { random } = world;
  const count = random.pick([1, 1, 1, 2, 2, 3]);
  const started = Array.from({ length: count }, (_, index) => `ses_${'abc'.slice(0, index + 1)}`);
  const spanMs = random.pick([5 * SECOND_MS, MINUTE_MS, 30 * MINUTE_MS, 60 * HOUR_MS]);
  sweepRegularly(world);
  for (const sessionId of started) after(world, random.below(2_000), () => start(world, sessionId));
  if (random.chance(0.3)) follow(world, random.pick(started));
  letPeopleAct(world, spanMs);
  if (random.chance(0.1)) after(world, random.below(Math.min(spanMs, MINUTE_MS)), () => removeAgent(world));
  await runUntil(world, BEGINNING + spanMs + random.below(10 * MINUTE_MS));
  world.faults.off = true;
  await settle(world);
  await removeSome(world);
  for (const sessionId of sessionIds(world)) checkEnded(world, sessionId);
  checkTenantDays(world);
}

async function settle(world: World): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await rest(world, REST_MS);
    const open = sessionIds(world).filter((sessionId) => isOpen(world, sessionId));
    if (open.length === 0) return;
    // Waits that last longer than a day hibernate first.
    if (world.random.chance(0.2)) await rest(world, 30 * HOUR_MS);
    const due = open.filter((sessionId) => wakesSoon(world, sessionId));
    const leases = due.map((sessionId) => evidenceOf(world.evidence, sessionId).leases);
    for (const sessionId of open) {
      for (const taskId of openTasks(world, sessionId)) complete(world, taskId, `${taskId}-${round}`);
      if (world.tables.control.get(sessionId)?.item?.status === 'PAUSED') command(world, sessionId, 'resume');
    }
    await runUntil(world, world.now + WAKE_MS);
    for (const [index, sessionId] of due.entries()) {
      const isAwake = evidenceOf(world.evidence, sessionId).leases > leases[index]!;
      expectInvariant(isAwake, 'I6', () => `${sessionId} was woken and nobody drives it`);
    }
  }
}

/** It is paused, or its task is open, and nothing stands between it and a wake: its execution waits, or it has none and gets one. */
function wakesSoon(world: World, sessionId: string): boolean {
  const { tables, machine } = world;
  const item = tables.control.get(sessionId)?.item;
  if (item === undefined || (item.status !== 'PAUSED' && openTasks(world, sessionId).length === 0)) return false;
  return !item.live || machine.openRuns(sessionId).includes(item.run);
}

/** Half an hour after the last write everything else is a wait; it must look like one. */
async function rest(world: World, ms: number): Promise<void> {
  await runUntil(world, world.now + ms);
  for (const sessionId of sessionIds(world)) checkRested(world, sessionId);
}

async function removeSome(world: World): Promise<void> {
  const removed = sessionIds(world).filter(() => world.random.chance(0.3));
  for (const sessionId of removed) command(world, sessionId, 'delete');
  await rest(world, REST_MS);
}

/** Of all sessions that were ever started, by people and by others. */
function sessionIds({ tables }: World): string[] {
  return [...tables.control.keys()];
}

function isOpen({ tables }: World, sessionId: string): boolean {
  const item = tables.control.get(sessionId)?.item;
  return item !== undefined && !isTerminal(item.status);
}

async function runUntil(world: World, until: number): Promise<void> {
  while (step(world, until)) await promisesSettled();
}

/** Promises that a step settled have taken effect, and theirs too. */
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
