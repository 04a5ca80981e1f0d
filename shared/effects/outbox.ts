import { countersDueAt } from '../domain/session/change.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import { type Effect, effectKey, effectName } from '../domain/session/effect.ts';
import { isResolved } from '../domain/session/entry.ts';
import { GIVEN_UP } from '../runtime/given-up.ts';
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
  let timer: { at: number; stop: AbortController } | undefined;
  const waiting = new Map<string, { effect: Effect; dueAt: number }>();
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

  function wait(control: ControlItem, effect: Effect): void {
    const key = effectKey(effect);
    const before = waiting.get(key)?.dueAt ?? Number.POSITIVE_INFINITY;
    waiting.set(key, { effect, dueAt: Math.min(before, shownBy(control, effect)) });
  }

  /** Begins what is due by then, and sets the timer for the rest. */
  function flush(by: number): void {
    timer?.stop.abort(GIVEN_UP);
    timer = undefined;
    const due = [...waiting].filter(([, { dueAt }]) => dueAt <= by);
    for (const [key] of due) waiting.delete(key);
    begin(due.map(([, { effect }]) => effect));
    flushLater();
  }

  function flushLater(): void {
    const at = Math.min(...[...waiting.values()].map(({ dueAt }) => dueAt));
    if (waiting.size === 0 || (timer !== undefined && timer.at <= at)) return;
    timer?.stop.abort(GIVEN_UP);
    const mine = { at, stop: new AbortController() };
    timer = mine;
    deps.clock.delay(Math.max(0, at - deps.clock.now()), mine.stop.signal).then(
      () => timer === mine && flush(at),
      () => undefined, // it was flushed before
    );
  }

  return {
    /** Takes what a write added. */
    take(control: ControlItem, added: readonly Effect[]): void {
      latest = control;
      takenAt = deps.clock.now();
      for (const effect of added) {
        if (mayChangeSoon(control, effect)) wait(control, effect);
        else waiting.delete(effectKey(effect));
      }
      begin(added.filter((effect) => !mayChangeSoon(control, effect)));
      flushLater();
    },

    /** Effects that were performed and are not removed yet. */
    done: (): readonly Effect[] => [...done],

    forget(removed: readonly Effect[]): void {
      const names = new Set(removed.map(effectName));
      done = done.filter((effect) => !names.has(effectName(effect)));
    },

    /** Awaited before a wait, before the end, and when too much is outstanding. */
    async settle(): Promise<void> {
      flush(Number.POSITIVE_INFINITY);
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

/** Counters may be 2 s old in the summary, and an ordinary step does not hurry them. */
function shownBy(control: ControlItem, effect: Effect): number {
  const counters = effect.kind === 'PUT_SUMMARY' && effect.at > control.summaryAt;
  return counters ? countersDueAt(control) : effect.at + SHOW_AFTER_MS;
}
