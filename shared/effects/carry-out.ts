/** Performs effects beside each other and answers those that were done. */
export async function tryBeside<Effect>(
  effects: readonly Effect[],
  perform: (effect: Effect) => Promise<void>,
  report: (effect: Effect, error: unknown) => void,
): Promise<Effect[]> {
  const results = await Promise.all(
    effects.map((effect) =>
      perform(effect).then(
        () => [effect],
        (error: unknown) => {
          report(effect, error);
          return [];
        },
      ),
    ),
  );
  return results.flat();
}

export type CarryingOut<Item, Effect> = {
  /** Performs what it can of these, and answers what was done. */
  attempt: (control: Item, effects: Effect[]) => Promise<Effect[]>;
  /** Removes what was done by one write; `undefined`: the item is gone. */
  remove: (control: Item, done: Effect[]) => Promise<{ control: Item; added: Effect[] } | undefined>;
  isDue: (effect: Effect) => boolean;
};

/**
 * Performs effects of a control item, then removes them in one write (P9), and goes on with what the removal added. Answers
 * the item as it is then, with what could not be done; `undefined`: it is gone.
 */
export async function carryOut<Item, Effect>(
  control: Item,
  effects: readonly Effect[],
  { attempt, remove, isDue }: CarryingOut<Item, Effect>,
): Promise<Item | undefined> {
  let latest = control;
  let due = effects.filter(isDue);
  while (due.length > 0) {
    const done = await attempt(latest, due);
    if (done.length === 0) return latest;
    const decision = await remove(latest, done);
    if (decision === undefined) return undefined;
    latest = decision.control;
    due = decision.added.filter(isDue);
  }
  return latest;
}
