/** What is wrong with a field, or with something inside of it; errors are named by the contract's dotted path. */
export function errorFor(errors: Readonly<Record<string, string>>, path: string): string | undefined {
  const inside = Object.entries(errors).find(([at]) => at.startsWith(`${path}.`));
  return errors[path] ?? (inside === undefined ? undefined : `${inside[0].slice(path.length + 1)}: ${inside[1]}`);
}
