/** An invariant of reliability section 3 does not hold. */
export class InvariantBroken extends Error {
  readonly invariant: string;
  constructor(invariant: string, message: string) {
    super(`${invariant}: ${message}`);
    this.name = 'InvariantBroken';
    this.invariant = invariant;
  }
}

/** Fails the seed unless `holds`. The message is only built when it doesn't. */
export function expectInvariant(holds: boolean, invariant: string, message: () => string): asserts holds {
  if (!holds) throw new InvariantBroken(invariant, message());
}
