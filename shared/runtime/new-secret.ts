import { randomBytes } from 'node:crypto';

/** 128 bits that nobody can guess, as 32 hexadecimal digits. */
export function newSecret(): string {
  return randomBytes(16).toString('hex');
}
