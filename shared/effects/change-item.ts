import type { Clock } from '../runtime/clock.ts';

export type TryDeps = {
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  /** A fresh name for a write, by which its writer recognises it. */
  newWriteId: () => string;
};

/** A control item's decision: what the item is to be, whether there is anything to write, and a refusal. */
type Outcome<Item> = { control: Item; changed: boolean; refused?: unknown };

export type Changing<Item, Decided> = {
  /** Of the item, for people. */
  id: string;
  read: () => Promise<Item | undefined>;
  /** One write conditional on the version of `before`. False: it was refused. */
  save: (before: Item, after: Item) => Promise<boolean>;
  decide: (item: Item) => Decided;
  /** What was read before; saves the first read. */
  known?: Item | undefined;
};

/**
 * Writers meeting on one item try again this often before they give up; each try is a fresh decision. The pauses grow until
 * fifty writers, such as the sessions of one Map that end together, find room beside each other (a write takes about 5 ms).
 */
const MOST_TRIES = 25;
const LONGEST_PAUSE_MS = 250;

/**
 * The one way to change a control item: read, decide, write on the version that was read (P1). A refused condition is read
 * strongly: it may be this very write whose answer was lost, else it is decided again on what is there now.
 * A refusal, or "nothing to do", is never answered from `known` alone. `undefined`: there is no such item.
 */
export async function changeItem<Item extends { writeId: string }, Decided extends Outcome<Item>>(
  { id, read, save, decide, known }: Changing<Item, Decided>,
  deps: TryDeps,
): Promise<Decided | undefined> {
  let control = known;
  let isFresh = control === undefined;
  control ??= await read();
  for (let tries = 0; control !== undefined && tries < MOST_TRIES; tries += 1) {
    const decision = decide(control);
    if (decision.changed && !(decision.refused && !isFresh)) {
      decision.control.writeId = deps.newWriteId();
      if (await save(control, decision.control)) return decision;
      control = await read();
      if (control?.writeId === decision.control.writeId) return decision;
      await pauseBetweenTries(tries, deps);
    } else {
      if (isFresh) return decision;
      control = await read();
    }
    isFresh = true;
  }
  if (control === undefined) return undefined;
  throw new ItemContended(id);
}

/** Others wrote the control item all the time; trying again later is safe. */
export class ItemContended extends Error {
  constructor(id: string) {
    super(`${id} is being changed by many at once; nothing was changed. Try again.`);
    this.name = 'ItemContended';
  }
}

async function pauseBetweenTries(tries: number, { clock, random }: TryDeps): Promise<void> {
  if (tries > 0) await clock.delay(random() * Math.min(LONGEST_PAUSE_MS, 2 ** tries));
}
