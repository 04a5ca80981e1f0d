/** What a pause or cancel still waits for. */
export function inFlightText(inFlight: readonly { toolName: string }[]): string {
  if (inFlight.length === 0) return 'Nothing is in flight, and nothing further starts.';
  const names = [...new Set(inFlight.map(({ toolName }) => toolName))].join(', ');
  const calls = inFlight.length === 1 ? 'One call is' : `${inFlight.length} calls are`;
  return `${calls} still in flight and will finish on ${inFlight.length === 1 ? 'its' : 'their'} own: ${names}. No further call starts.`;
}
