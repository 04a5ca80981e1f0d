/** `text` is the first `shown` of `bytes` UTF-8 bytes, ending between two characters. */
export type CutText = { text: string; bytes: number; shown: number };

/** The beginning of a text that fits into `maxBytes` of UTF-8, well-formed. */
export function cutText(text: string, maxBytes: number): CutText {
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxBytes) return { text: text.toWellFormed(), bytes, shown: bytes };
  const { read, written } = new TextEncoder().encodeInto(text, new Uint8Array(maxBytes));
  return { text: text.slice(0, read).toWellFormed(), bytes, shown: written };
}
