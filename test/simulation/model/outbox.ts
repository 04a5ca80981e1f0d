import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { Effect } from '../../../shared/domain/session/effect.ts';
import type { Model } from './model.ts';
import { addProcess, type Process, type World } from './world.ts';

/** Effects as an outbox holds them: a purge comes after all others, and the last one is left to the sweeper. */
export function toOutbox(
  effects: readonly Effect[],
  { purgeGrace }: { purgeGrace: boolean },
): Pick<Process, 'shows' | 'acts'> {
  const acts = effects.filter((effect) => !isShown(effect) && !(purgeGrace && isLastPurge(effect)));
  return { shows: effects.filter(isShown), acts: acts.sort((a, b) => lastness(a) - lastness(b)) };
}

export const isLastPurge = (effect: Effect): boolean => effect.kind === 'PURGE' && effect.notBefore > effect.at;

const isShown = ({ kind }: Effect): boolean => kind.startsWith('PUT_') || kind === 'PUBLISH_STATUS';
const lastness = ({ kind }: Effect): number => (kind === 'PURGE' ? 1 : 0);

/** Whoever wrote performs what the write added, right after it. */
export function performAdded({ rules }: Model, world: World, known: ControlItem, added: readonly Effect[]): void {
  const outbox = toOutbox(added, rules);
  if (outbox.shows.length + outbox.acts.length === 0) return;
  addProcess(world, { kind: 'EFFECTS', at: rules.removeAfter ? 'perform' : 'remove', known, ...outbox });
}

/** What is held to be performed or removed by somebody who lives. */
export const isIdle = ({ shows, acts }: Process): boolean => shows.length + acts.length === 0;
