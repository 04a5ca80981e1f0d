import { changeSession } from '../../../shared/effects/change-session.ts';
import { portsOf } from './ports.ts';
import type { Process } from './process.ts';
import { call, spawn } from './process.ts';
import type { TaskRow } from './session-tables.ts';
import type { World } from './world.ts';

const LIMIT_MS = 30_000;

/**
 * Until the product performs PUT_TASK itself: who reports that it can't is followed by this performer, which puts the
 * task's projection and removes the effect, as P9 and P10 ask.
 */
export function performTask(world: World, { sessionId, effect }: Record<string, unknown>): void {
  if (typeof sessionId !== 'string' || typeof effect !== 'string' || !effect.startsWith('PUT_TASK/')) return;
  spawn(
    world,
    { name: 'task', limitMs: LIMIT_MS },
    (process) => perform(world, process, sessionId),
    () => undefined,
  );
}

async function perform(world: World, process: Process, sessionId: string): Promise<void> {
  const deps = portsOf(world, process);
  const key = { tenantId: 'demo', sessionId };
  const control = await deps.control.read(key);
  const due = control?.effects.filter(({ kind }) => kind === 'PUT_TASK') ?? [];
  if (control === undefined || due.length === 0) return;
  for (const effect of due) {
    if (effect.kind !== 'PUT_TASK') continue;
    const { seq } = effect;
    const entry = control.entries.find((each) => each.seq === seq);
    const state = control.deleted === undefined ? entry?.state : 'DELETED';
    if (state === undefined) continue;
    const row: TaskRow = { v: effect.v, state };
    await call(world, process, { site: 'task.put', apply: () => world.tables.putTask(sessionId, seq, row) });
  }
  await changeSession(key, { type: 'effects_done' }, deps, { known: control, done: due });
}
