import { isDeepStrictEqual } from 'node:util';
import { actOnSession } from '../../../functions/api/sessions/act-on-session.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import type { TaskState } from '../../../shared/domain/manual-task/manual-task.ts';
import type { Command, Decision } from '../../../shared/domain/session/command.ts';
import type { Entry } from '../../../shared/domain/session/entry.ts';
import type { SessionStatus } from '../../../shared/domain/session/session-status.ts';
import { changeSession } from '../../../shared/effects/change-session.ts';
import { performEffects } from '../../../shared/effects/perform-effects.ts';
import { startSession } from '../../../shared/effects/start-session.ts';
import { evidenceOf } from './evidence.ts';
import { drawFault } from './faults.ts';
import { expectInvariant } from './invariant-broken.ts';
import { portsOf, type SimulatedDeps } from './ports.ts';
import { spawn } from './process.ts';
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
  const agent = world.random.pick([...world.agents.values()]);
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
  if (wish === 'cancel') evidenceOf(world.evidence, sessionId).isCancelAskedFor = true;
  const act = (deps: SimulatedDeps) => actOnSession({ sessionId, action: wish, caller: admin }, deps);
  ask(world, wish, act, tries, (decision) => {
    if (decision === undefined || decision.refused !== undefined) return;
    const { status, version } = decision.control;
    const isTrue = ACCEPTED[wish].includes(status);
    expectInvariant(isTrue, 'I1', () => `${wish} of ${sessionId} was accepted at version ${version}: ${status}`);
  });
}

/** Somebody completes a manual task; each somebody by a request of their own. */
export function complete(world: World, taskId: string, requestId: string): void {
  const task = world.tables.tasks.get(taskId)?.task;
  if (task?.origin.seq === undefined) return;
  const { id: sessionId, seq } = task.origin;
  note(world, 'person', 'completes', () => `${taskId} of ${sessionId} by ${requestId}`);
  const output = { text: JSON.stringify({ answered: requestId }) };
  const verdict = asksApproval(task) ? { approved: world.random.chance(0.7), reason: requestId } : undefined;
  const asked: Command = { type: 'complete_task', seq, by: someone, requestId, output, verdict };
  const act = async (deps: SimulatedDeps) => {
    const decision = await changeSession({ tenantId: 'demo', sessionId }, asked, deps);
    if (decision?.changed) await performEffects(decision.control, decision.added, deps);
    return decision;
  };
  ask(world, 'complete', act, 1, (decision) => {
    if (decision === undefined || decision.refused !== undefined) return;
    checkAccepted(evidenceOf(world.evidence, sessionId).entries.get(seq), { requestId, output, verdict });
  });
}

type Answer = { requestId: string; output: { text: string }; verdict: { approved: boolean } | undefined };

/** I12: of all who answered, and of a cancel, this one has won; what was answered is the call's result. */
function checkAccepted(call: Entry | undefined, { requestId, output, verdict }: Answer): void {
  const who = `the answer ${requestId}, which was accepted`;
  expectInvariant(call?.kind === 'TOOL_CALL', 'I12', () => `${who}, is of no call`);
  const accepted = call.completion?.requestId;
  expectInvariant(accepted === requestId, 'I12', () => `${who}, is the answer after ${accepted}`);
  if (verdict === undefined) {
    const isResult = call.state === 'SUCCEEDED' && isDeepStrictEqual(call.output, output);
    expectInvariant(isResult, 'I12', () => `${who}, is not the result of call ${call.seq}: ${call.state}`);
    return;
  }
  const { approved } = call.approval?.decision ?? {};
  expectInvariant(approved === verdict.approved, 'I12', () => `${who}, said ${verdict.approved}, not ${approved}`);
  const isTold = approved || call.error?.category === 'APPROVAL_REFUSED';
  expectInvariant(isTold, 'I12', () => `${who}, refused, and the call is ${call.state}`);
}

function asksApproval({ form }: TaskState): boolean {
  return form !== undefined && 'text' in form && form.text.includes('"approved"');
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
export function letPeopleAct(world: World, spanMs: number): void {
  const { random } = world;
  const visits = random.below(5);
  for (let visit = 0; visit < visits; visit += 1) {
    const at = random.chance(0.5) ? random.below(5_000) : random.below(spanMs);
    whileFaulty(world, at, () => {
      const sessionIds = [...world.tables.control.keys()];
      if (sessionIds.length > 0) command(world, random.pick(sessionIds), randomWish(world));
    });
  }
  const nosiness = random.pick([0, 0, 0.03, 0.1]);
  world.onWrite.push((sessionId) => {
    if (world.faults.off || !random.chance(nosiness)) return;
    whileFaulty(world, random.below(50), () => command(world, sessionId, randomWish(world)));
  });
  world.onTask.push((taskId) => {
    if (!world.faults.off) noticeTask(world, taskId, spanMs);
  });
}

/** Somebody deletes an agent while its sessions run and others call it. */
export function removeAgent(world: World): void {
  const agentId = world.random.pick([...world.agents.keys()]);
  note(world, 'person', 'removes', () => agentId);
  world.agents.delete(agentId);
}

/** Nobody disturbs the quiet end. */
function whileFaulty(world: World, ms: number, act: () => void): void {
  after(world, ms, () => {
    if (!world.faults.off) act();
  });
}

function randomWish({ random }: World): Wish {
  return random.pick([
    'pause',
    'pause',
    'pause',
    'resume',
    'resume',
    'resume',
    'cancel',
    'cancel',
    'delete',
    'delete',
    'delete',
  ]);
}

/** Open tasks are done sooner or later, some by two people at once, some only at the end. */
function noticeTask(world: World, taskId: string, spanMs: number): void {
  const { random, noticed, tables } = world;
  if (noticed.has(taskId) || tables.tasks.get(taskId)?.task?.status !== 'OPEN') return;
  noticed.add(taskId);
  if (random.chance(0.12)) giveUp(world, taskId);
  const people = random.pick([0, 1, 1, 1, 2]);
  for (let person = 0; person < people; person += 1) {
    const at = random.chance(0.6) ? random.below(3_000) : random.below(spanMs);
    whileFaulty(world, at, () => complete(world, taskId, `${taskId}-${person}`));
  }
}

/** Instead of an answer, whoever is asked cancels the session and deletes it at once. */
function giveUp(world: World, taskId: string): void {
  const { random, tables } = world;
  const sessionId = tables.tasks.get(taskId)?.task?.origin.id ?? '';
  const at = random.below(1_000);
  whileFaulty(world, at, () => command(world, sessionId, 'cancel'));
  whileFaulty(world, at + random.between(3, 12), () => command(world, sessionId, 'delete'));
}

/** The tasks of a session that the Work Center shows as open. */
export function openTasks({ tables }: World, sessionId: string): string[] {
  return tables.tasksOf(sessionId).flatMap(({ taskId, status }) => (status === 'OPEN' ? [taskId] : []));
}
