/** A Lambda answers at most 6 MB; this leaves room for headers and the rest of the answer. */
export const MOST_ANSWER_BYTES = 5 * 1_024 * 1_024;

/** Bytes that a value takes in a Lambda's answer, where the body is JSON inside of JSON: a quote there takes four. */
export function answerBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(JSON.stringify(value)));
}

/** No character of JSON takes more bytes of a Lambda's answer: a quote takes two, of what is not ASCII one takes three. */
const MOST_BYTES_A_CHARACTER = 3;

/** As many answers as one page can hold, at least one; who cuts a page says how to go on. */
export function asManyAsFit<Item, Answer>(items: readonly Item[], answer: (item: Item) => Answer): Answer[] {
  const all = items.map(answer);
  if (JSON.stringify(all).length * MOST_BYTES_A_CHARACTER <= MOST_ANSWER_BYTES) return all;
  const answers: Answer[] = [];
  let bytes = 0;
  for (const next of all) {
    bytes += answerBytes(next);
    if (bytes > MOST_ANSWER_BYTES && answers.length > 0) break;
    answers.push(next);
  }
  return answers;
}
