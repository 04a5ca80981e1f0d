import { createHash } from 'node:crypto';
import { InvalidCursor } from '../contracts/refusal.ts';

/** What a cursor is good for: one tenant's list, of one route, under one filter (and order). */
export type CursorBinding = { tenantId: string; route: string; filter: Record<string, unknown> };

/** DynamoDB's limit for a sort key, in bytes. */
const MAX_POSITION_BYTES = 1_024;
const FORM = /^([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{1,1400})$/;

/**
 * A place in a list as opaque text. It holds the sort key of the last row and a hash of the binding, nothing else: whoever
 * reads on builds the partition again from the caller's token.
 */
export function encodeCursor({ position }: { position: string }, binding: CursorBinding): string {
  return `${hashOf(binding)}.${Buffer.from(position, 'utf8').toString('base64url')}`;
}

/** @throws InvalidCursor for anything that `encodeCursor` did not make for the same binding. */
export function decodeCursor(text: string, binding: CursorBinding): { position: string } {
  const [, hash, encoded] = FORM.exec(text) ?? [];
  if (hash === undefined || encoded === undefined || hash !== hashOf(binding)) throw new InvalidCursor();
  const position = Buffer.from(encoded, 'base64url').toString('utf8');
  const bytes = Buffer.from(position, 'utf8');
  if (bytes.length > MAX_POSITION_BYTES || bytes.toString('base64url') !== encoded) throw new InvalidCursor();
  return { position };
}

/** 96 bits: enough that no two filters share one; the cursor is not a secret. */
function hashOf({ tenantId, route, filter }: CursorBinding): string {
  const entries = Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([tenantId, route, entries]))
    .digest('base64url')
    .slice(0, 16);
}
