import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';
import { ID_PREFIXES, type IdKind } from './new-id.ts';

/** Crockford's base 32, in which ULIDs are written. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;
const HASH_CHARACTERS = 16;

/**
 * An id that is the same whenever it is made for the same thing: prefix, the time of the occurrence (milliseconds since
 * 1970) and a hash of what identifies it, in the shape of a ULID. A repeat creates nothing twice.
 */
export function derivedId(kind: IdKind, at: number, ...parts: string[]): string {
  const hash = createHash('sha256').update(parts.join('\u0000')).digest();
  const characters = Array.from(hash.subarray(0, HASH_CHARACTERS), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `${ID_PREFIXES[kind]}${encodeTime(at, TIME_CHARACTERS)}${characters.join('')}`;
}
