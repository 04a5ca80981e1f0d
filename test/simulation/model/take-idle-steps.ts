import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { Effect } from '../../../shared/domain/session/effect.ts';
import { nameOf, viewOf } from './control-view.ts';
import type { Model } from './model.ts';
import { isIdle } from './outbox.ts';
import type { Rules } from './rules.ts';
import { controlOf, holderOf, isOpen, type Process, type World } from './world.ts';

/** Without one of these what looks idle may matter. */
const NEEDED = [
  'conditional',
  'storedEffects',
  'removeAfter',
  'removeExact',
  'projectionVersion',
  'tombstoneProjection',
  'startByName',
] as const satisfies (keyof Rules)[];

/**
 * Takes at once every step that changes nothing for anybody, now or later: an effect that is done already or that is too
 * late, the removal of what was removed, the rest of a Lambda that nobody awaits and that can write no more. Their
 * interleavings are many and all alike. The mutations that make such steps matter get none of it.
 */
export function takeIdleSteps({ rules }: Model, world: World): void {
  if (NEEDED.some((rule) => !rules[rule])) return;
  const control = controlOf(world);
  const stored = new Set(control?.effects.map(nameOf));
  for (const process of world.processes) performIdly(world, process, { control, stored, rules });
  if (world.processes.some((process) => isSpent(world, process, control, rules)))
    world.processes = world.processes.filter((process) => !isSpent(world, process, control, rules));
}

type Present = { control: ControlItem | null; stored: Set<string>; rules: Rules };

function performIdly(world: World, process: Process, present: Present): void {
  const { shows, acts, done } = process;
  if (shows.length + acts.length + done.length === 0) return;
  const idle = (effect: Effect) => isNothing(world, process, effect, present);
  if (shows.some(idle) || acts.some(idle)) {
    process.shows = shows.filter((effect) => !idle(effect));
    process.acts = acts.filter((effect) => !idle(effect));
    process.done = [...done, ...shows.filter(idle), ...acts.filter(idle)];
  }
  if (process.done.some((effect) => !present.stored.has(nameOf(effect))))
    process.done = process.done.filter((effect) => present.stored.has(nameOf(effect)));
  if (process.kind === 'EFFECTS' && process.at === 'perform' && isIdle(process)) process.at = 'remove';
}

/** Performing it changes nothing, whenever it happens. */
function isNothing(world: World, { known }: Process, effect: Effect, { control, rules }: Present): boolean {
  switch (effect.kind) {
    case 'PUBLISH_STATUS':
    case 'PUT_DELETION':
      return true;
    case 'PUT_SUMMARY':
      return world.summary !== null && known !== null && world.summary.v >= known.version;
    case 'PUT_TASK':
    case 'PUT_ENTRY':
      if (effect.kind === 'PUT_TASK' && rules.judge !== 'control') return false;
      return !mayBePurged(world) && known !== null && isShown(world, known, effect, control);
    case 'SEND_TOKEN':
      return !world.executions.some((execution) => execution.token === effect.token && isOpen(execution));
    case 'START_RUN':
      return world.executions.some(({ run }) => run === effect.run);
    case 'STOP_RUN':
      return hasEnded(world, effect.run);
    default:
      return false;
  }
}

/** What is purged may come back with a late put. */
const mayBePurged = (world: World): boolean => world.budget.deletes > 0 || world.isGone;

function isShown(
  world: World,
  known: ControlItem,
  effect: Extract<Effect, { seq: number }>,
  control: ControlItem | null,
): boolean {
  if (effect.kind === 'PUT_TASK') return world.task !== null && world.task.v >= (viewOf(known).task?.v ?? 0);
  const entry = viewOf(known).entries.find(({ seq }) => seq === effect.seq);
  if (entry === undefined) return true;
  if (control === null || !viewOf(control).entries.some(({ seq }) => seq === effect.seq)) return true;
  return (world.entries.find(({ seq }) => seq === effect.seq)?.v ?? 0) >= entry.v;
}

function hasEnded({ executions }: World, run: number): boolean {
  const mine = executions.filter((execution) => execution.run === run);
  return mine.length > 0 && !mine.some(isOpen);
}

function isSpent(world: World, process: Process, control: ControlItem | null, { fence }: Rules): boolean {
  const { kind, at, attached, run } = process;
  const holdsNothing = isIdle(process) && process.done.length === 0 && process.lost === null;
  if (kind === 'EFFECTS') return holdsNothing || (process.leavesRemoval && isIdle(process));
  if (attached || (kind !== 'ADVANCE' && kind !== 'PARK')) return false;
  const isCurrent = control !== null && control.deleted === undefined && (control.run === run || !fence);
  if (kind === 'PARK') {
    const isAwaited = world.executions.some((execution) => execution.token === process.token && isOpen(execution));
    return at === 'answer' || (!isCurrent && !isAwaited);
  }
  if (!holdsNothing || (control !== null && viewOf(control).claimedBy === holderOf(process.id))) return false;
  if (at === 'enter' || at === 'infer') return !isCurrent;
  return at === 'leave' && (!isCurrent || process.leaving?.to === 'END');
}
