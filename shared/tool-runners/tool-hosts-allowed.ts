/** Reads `TOOL_HOSTS_ALLOWED`: comma-separated `host:port` pairs, as `guardedFetch` and `checkHttpTool` take them. */
export function toolHostsAllowed(list: string): ReadonlySet<string> {
  const pairs = list.split(',').map((pair) => pair.trim().toLowerCase());
  return new Set(pairs.filter((pair) => pair !== ''));
}
