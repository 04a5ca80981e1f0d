/** A function for tools to call: answers the event, or does what the input says. */
export async function handler(event: { input: { fail?: string; bytes?: number } }) {
  const { fail, bytes } = event.input;
  if (fail !== undefined) throw new RangeError(fail);
  return bytes === undefined ? event : { text: 'x'.repeat(bytes) };
}
