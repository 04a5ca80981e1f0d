/** A Lambda answers at most 6 MB; this leaves room for headers and the rest of the answer. */
export const MOST_ANSWER_BYTES = 5 * 1_024 * 1_024;

/** Bytes that a value takes in a Lambda's answer, where the body is JSON inside of JSON: a quote there takes four. */
export function answerBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value)));
}
