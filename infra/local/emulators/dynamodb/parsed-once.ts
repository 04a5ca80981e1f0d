/** More expressions than the product has: beyond this, somebody builds them with values in them. */
const MOST_KEPT = 1_000;

/** A parser that keeps what it parsed: the product's expressions are few, and come again with each request. */
export function parsedOnce<Parsed>(parse: (expression: string) => Parsed): (expression: string) => Parsed {
  const known = new Map<string, Parsed>();
  return (expression) => {
    const before = known.get(expression);
    if (before !== undefined) return before;
    const parsed = parse(expression);
    if (known.size < MOST_KEPT) known.set(expression, parsed);
    return parsed;
  };
}
