/** A context value that is a list or an object in cdk.json, and JSON text on the command line. Other text stays. */
export function parsedContext(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
