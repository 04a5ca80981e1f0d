import { INLINE_BYTES } from '../domain/session/stored-text.ts';

/** The first 4 KB of a text in UTF-8, cut between characters. */
export function previewOf(text: string): string {
  // No character is longer in UTF-16 units than in bytes: encoding that many units is enough.
  return firstBytes(text.slice(0, INLINE_BYTES), INLINE_BYTES).toString('utf8');
}

/** At most `limit` bytes of a text in UTF-8, cut between characters. A lone surrogate, which UTF-8 can't hold, becomes U+FFFD. */
export function firstBytes(text: string, limit: number): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= limit) return bytes;
  let end = limit;
  while (isContinuation(bytes[end])) end -= 1;
  return bytes.subarray(0, end);
}

/** Bytes of the form 10xxxxxx are the second to fourth of a character. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0b1100_0000) === 0b1000_0000;
}
