import { actOnSession } from '../../../functions/api/sessions/act-on-session.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import type { Command, Decision } from '../../../shared/domain/session/command.ts';
import type { SessionStatus } from '../../../shared/domain/session/session-status.ts';
import { changeSession } from '../../../shared/effects/change-session.ts';
import { performEffects } from '../../../shared/effects/perform-effects.ts';
import { startSession } from '../../../shared/effects/start-session.ts';
import { evidenceOf } from './evidence.ts';
import { drawFault } from './faults.ts';
import { expectInvariant } from './invariant-broken.ts';
import { portsOf, type SimulatedDeps } from './ports.ts';
import { spawn } from './process.ts';
import { randomProgram, simulatedAgent } from './scripted-agent.ts';
import { after, note, type World } from './world.ts';

const API_LIMIT_MS = 29_000;
const MOST_TRIES = 4;
const someone = { userId: 'ada', name: 'Ada' };
/** May do everything and see every project. */
export const admin: Identity = {
  tenantId: 'demo',
  ...someone,
  roles: ['admin'],
  projects: '*',
  permissions: ['sessions:read', 'sessions:pause', 'sessions:cancel', 'sessions:delete'],
};

/** Somebody starts a session; who hears no answer asks again with the same id. */
export function start(world: World, sessionId: string): void {
  world.programs.set(sessionId, randomProgram(world.random));
  const agent = simulatedAgent(world.random);
  const ask = (tries: number) =>
    spawn(
      world,
      { name: 'start', limitMs: API_LIMIT_MS },
      (process) =>
        startSession(
          {
            tenantId: 'demo',
            sessionId,
            agent,
            inputs: { session: sessionId },
            trigger: { type: 'MANUAL', source: { name: someone.name } },
            createdBy: someone,
          },
          portsOf(world, process),
        ),
      ({ how }) => {
        const evidence = evidenceOf(world.evidence, sessionId);
        if (how !== 'answered' && evidence.isDeleted) evidence.isLateStartLost = true;
        const isRepeated = drawFault(world.faults, 'start.repeated', world.random);
        if ((how !== 'answered' && tries < MOST_TRIES) || (isRepeated && tries < 2 * MOST_TRIES))
          after(world, world.random.below(isRepeated ? 3_600_000 : 3_000), () => ask(tries + 1));
      },
    );
  ask(1);
}

export type Wish = 'pause' | 'resume' | 'cancel' | 'delete';

/** Statuses that an accepted command leads to, or finds. */
const ACCEPTED: Record<Wish, SessionStatus[]> = {
  pause: ['PAUSING', 'PAUSED'],
  resume: ['RUNNING'],
  cancel: ['CANCELING', 'CANCELED'],
  delete: ['CANCELED', 'COMPLETED', 'FAILED'],
};

/** Somebody pauses, resumes, cancels or deletes, as the API does it: decide and write, perform, remove. */
export function command(world: World, sessionId: string, wish: Wish, tries = 1): void {
  note(world, 'person', wish, () => sessionId);
  const act = (deps: SimulatedDeps) => actOnSession({ sessionId, action: wish, caller: admin }, deps);
  ask(world, wish, act, tries, (decision) => {
    if (decision === undefined || decision.refused !== undefined) return;
    const { status, version } = decision.control;
    const isTrue = ACCEPTED[wish].includes(status);
    expectInvariant(isTrue, 'I1', () => `${wish} of ${sessionId} was accepted at version ${version}: ${status}`);
  });
}

/** Somebody completes a manual task; each somebody by a request of their own. */
export function complete(world: World, sessionId: string, seq: number, requestId: string): void {
  note(world, 'person', 'completes', () => `${sessionId} ${seq} by ${requestId}`);
  const output = { text: JSON.stringify({ approved: requestId }) };
  const asked: Command = { type: 'complete_task', seq, by: someone, requestId, output };
  const act = async (deps: SimulatedDeps) => {
    const decision = await changeSession({ tenantId: 'demo', sessionId }, asked, deps);
    if (decision?.changed) await performEffects(decision.control, decision.added, deps);
    return decision;
  };
  ask(world, 'complete', act, 1, (decision) => {
    if (decision === undefined || decision.refused !== undefined) return;
    const known = evidenceOf(world.evidence, sessionId).entries.get(seq);
    const accepted = known?.kind === 'TOOL_CALL' ? known.completion?.requestId : undefined;
    expectInvariant(accepted === requestId, 'I12', () => `task ${seq} accepted ${requestId} after ${accepted}`);
  });
}

function ask(
  world: World,
  name: string,
  act: (deps: SimulatedDeps) => Promise<Decision | undefined>,
  tries: number,
  check: (decision: Decision | undefined) => void,
): void {
  spawn(
    world,
    { name, limitMs: API_LIMIT_MS },
    (process) => act(portsOf(world, process)),
    (ending) => {
      if (ending.how === 'answered') check(ending.result);
      const isRepeated = drawFault(world.faults, 'command.repeated', world.random);
      if ((ending.how === 'answered' && !isRepeated) || tries >= MOST_TRIES) return;
      const again = () => ask(world, name, act, tries + 1, check);
      after(world, world.random.below(2_000), again);
    },
  );
}

/** People who come by at times that the seed chooses, and people who act just when something was written. */
export function letPeopleAct(world: World, sessionIds: readonly string[], spanMs: number): void {
  const { random } = world;
  const visits = random.below(5);
  for (let visit = 0; visit < visits; visit += 1) {
    const sessionId = random.pick(sessionIds);
    const at = random.chance(0.5) ? random.below(5_000) : random.below(spanMs);
    whileFaulty(world, at, () => command(world, sessionId, randomWish(world)));
  }
  const nosiness = random.pick([0, 0, 0.03, 0.1]);
  world.onWrite.push((sessionId) => {
    if (!world.faults.off && random.chance(nosiness))
      whileFaulty(world, random.below(50), () => command(world, sessionId, randomWish(world)));
    if (!world.faults.off) noticeTasks(world, sessionId, spanMs);
  });
}

/** Nobody disturbs the quiet end. */
function whileFaulty(world: World, ms: number, act: () => void): void {
  after(world, ms, () => {
    if (!world.faults.off) act();
  });
}

function randomWish({ random }: World): Wish {
  return random.pick(['pause', 'pause', 'pause', 'resume', 'resume', 'resume', 'cancel', 'delete']);
}

/** Open tasks are done sooner or later, some by two people at once, some only at the end. */
function noticeTasks(world: World, sessionId: string, spanMs: number): void {
  const { random } = world;
  for (const seq of openTasks(world, sessionId)) {
    const name = `${sessionId}/${seq}`;
    if (world.noticed.has(name)) continue;
    world.noticed.add(name);
    const people = random.pick([0, 1, 1, 1, 2]);
    for (let person = 0; person < people; person += 1) {
      const at = random.chance(0.6) ? random.below(3_000) : random.below(spanMs);
      whileFaulty(world, at, () => complete(world, sessionId, seq, `${name}-${person}`));
    }
  }
}

export function openTasks({ tables }: World, sessionId: string): number[] {
  const entries = tables.control.get(sessionId)?.item?.entries ?? [];
  return entries.flatMap((entry) =>
    entry.kind === 'TOOL_CALL' && entry.state === 'WAITING' && entry.link?.kind === 'manual_task' ? [entry.seq] : [],
  );
}
