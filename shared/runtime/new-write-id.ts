import { randomBytes } from 'node:crypto';

/**
 * Names a write, an invocation or its claim among those of one item: 96 random bits in 16 characters. Several stand in every control
 * item, and DynamoDB charges each write of it by the kilobyte.
 */
export function newWriteId(): string {
  return randomBytes(12).toString('base64url');
}
