import type { ControlItem } from '../domain/session/control-item.ts';
import { type Effect, effectKey, effectName } from '../domain/session/effect.ts';
import { isResolved } from '../domain/session/entry.ts';
import type { EffectDeps } from './effect-deps.ts';
import { tryEffects } from './perform-effects.ts';

/** A call or inference that runs longer than 250 ms is visible as running (design, section 4); the put takes the rest. */
const SHOW_AFTER_MS = 150;
/** More than this much text in unprojected entries is put before the next step (design, section 4). */
const MOST_OUTSTANDING_BYTES = 30_000;
/** What was read longer ago may be of a session deleted meanwhile (P13); the sweeper does such from a fresh read. */
const OLDEST_READ_MS = 15 * 60_000;

export type Outbox = ReturnType<typeof openOutbox>;

/**
 * The effects of one driving invocation, performed beside its work. Projections that may change again wait a moment, so that
 * what changes twice meanwhile is written once; everything else begins at once. What was done is removed with the next write.
 */
export function openOutbox(deps: EffectDeps) {
  let latest: ControlItem | undefined;
  let takenAt = 0;
  let timer: AbortController | undefined;
  const waiting = new Map<string, Effect>();
  const underWay = new Set<Promise<void>>();
  let done: Effect[] = [];

  function begin(effects: Effect[]): void {
    if (latest === undefined || effects.length === 0 || deps.clock.now() - takenAt > OLDEST_READ_MS) return;
    const work: Promise<void> = tryEffects(latest, effects, deps).then((finished) => {
      done.push(...finished);
      underWay.delete(work);
    });
    underWay.add(work);
  }

  function flush(): void {
    timer?.abort();
    timer = undefined;
    const effects = [...waiting.values()];
    waiting.clear();
    begin(effects);
  }

  function flushSoon(): void {
    const mine = new AbortController();
    timer = mine;
    deps.clock.delay(SHOW_AFTER_MS, mine.signal).then(
      () => timer === mine && flush(),
      () => undefined, // it was flushed before
    );
  }

  return {
    /** Takes what a write added. */
    take(control: ControlItem, added: readonly Effect[]): void {
      latest = control;
      takenAt = deps.clock.now();
      for (const effect of added) {
        if (mayChangeSoon(control, effect)) waiting.set(effectKey(effect), effect);
        else waiting.delete(effectKey(effect));
      }
      begin(added.filter((effect) => !mayChangeSoon(control, effect)));
      if (waiting.size > 0 && timer === undefined) flushSoon();
    },

    /** Effects that were performed and are not removed yet. */
    done: (): readonly Effect[] => [...done],

    forget(removed: readonly Effect[]): void {
      const names = new Set(removed.map(effectName));
      done = done.filter((effect) => !names.has(effectName(effect)));
    },

    /** Awaited before a wait, before the end, and when too much is outstanding. */
    async settle(): Promise<void> {
      flush();
      while (underWay.size > 0) await Promise.all(underWay);
    },

    isFull: (): boolean => latest !== undefined && JSON.stringify(latest.entries).length > MOST_OUTSTANDING_BYTES,
  };
}

/** A resolved entry never changes again: the sooner it is put, the smaller is the item that every step writes. */
function mayChangeSoon({ entries }: ControlItem, effect: Effect): boolean {
  if (effect.kind !== 'PUT_ENTRY') return effect.kind === 'PUT_SUMMARY' || effect.kind === 'PUT_TASK';
  const entry = entries.find(({ seq }) => seq === effect.seq);
  return entry !== undefined && !isResolved(entry);
}
