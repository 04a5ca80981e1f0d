/** The most that one input, output or result may have, in bytes of UTF-8: a quota of Step Functions. */
export const PAYLOAD_LIMIT_BYTES = 262_144;

/** Whether this text is more than Step Functions carries from one state to the next. */
export function passesPayloadLimit(text: string): boolean {
  if (text.length * 3 <= PAYLOAD_LIMIT_BYTES) return false;
  return Buffer.byteLength(text) > PAYLOAD_LIMIT_BYTES;
}
