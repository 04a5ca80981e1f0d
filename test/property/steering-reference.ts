import type { SessionStatus } from '../../shared/domain/session/session-status.ts';

/** The table of design section 3, as short as it can be said. `kept`: calls asked for while paused; 0 is a final answer. */
export type World = { status: SessionStatus | 'GONE'; thinking: boolean; flying: number; kept?: number };
export type Command = 'pause' | 'resume' | 'cancel' | 'delete';
export type Act = Command | 'ask 0' | 'ask 1' | 'ask 2' | 'refuse' | 'finish';
/** What the one who asked is told: the HTTP status and, of a receipt, what it says. */
export type Told = { code: number; status?: string; changed?: boolean; flying?: number };
type Step = { world: World; told?: Told };

const ACTIONS: Record<string, Command[]> = {
  ...{ PENDING: ['cancel'], RUNNING: ['pause', 'cancel'], PAUSING: ['cancel'], PAUSED: ['resume', 'cancel'] },
  ...{ COMPLETED: ['delete'], FAILED: ['delete'], CANCELED: ['delete'] },
};
const THERE = {
  pause: ['PAUSING', 'PAUSED'],
  resume: ['RUNNING'],
  cancel: ['CANCELING', 'CANCELED'],
  delete: ['GONE'],
};

export const actionsIn = ({ status }: World): Command[] => ACTIONS[status] ?? [];

export function isPossible({ thinking, flying }: World, act: Act): boolean {
  if (act === 'finish') return flying > 0;
  return act.startsWith('ask') || act === 'refuse' ? thinking : true;
}

export function step(world: World, act: Act): Step {
  const { status, flying } = world;
  if (act === 'finish') return { world: finished({ ...world, flying: flying - 1 }) };
  if (act === 'refuse')
    return { world: { ...world, thinking: false, status: status === 'RUNNING' ? 'FAILED' : status } };
  if (act === 'ask 0' || act === 'ask 1' || act === 'ask 2') {
    const kept = ['RUNNING', 'PAUSED'].includes(status) ? { kept: Number(act.slice(4)) } : {};
    return { world: driven({ ...world, thinking: false, ...kept }) };
  }
  if (status === 'GONE') return { world, told: { code: 404 } };
  if (THERE[act].includes(status)) return { world, told: { code: 200, status, changed: false, flying } };
  if (!actionsIn(world).includes(act)) return { world, told: { code: 409, status } };
  const [transition, end] = {
    pause: ['PAUSING', 'PAUSED'],
    resume: ['', 'RUNNING'],
    cancel: ['CANCELING', 'CANCELED'],
    delete: ['', 'GONE'],
  }[act];
  const next = (flying > 0 ? transition : end) as World['status'];
  const told = act === 'delete' ? { code: 204 } : { code: 200, status: next, changed: true, flying };
  return { world: { ...world, status: next }, told };
}

function finished(world: World): World {
  if (world.flying === 0 && world.status === 'PAUSING') return { ...world, status: 'PAUSED' };
  return world.flying === 0 && world.status === 'CANCELING' ? { ...world, status: 'CANCELED' } : driven(world);
}

/** What the execution does by itself: takes up what was kept, or asks the model. */
export function driven({ kept, ...world }: World): World {
  if (world.status !== 'RUNNING' || world.thinking || world.flying > 0)
    return kept === undefined ? world : { ...world, kept };
  if (kept === undefined) return { ...world, thinking: true };
  return { ...world, flying: kept, status: kept === 0 ? 'COMPLETED' : 'RUNNING' };
}
