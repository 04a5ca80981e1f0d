import { InvalidCursor } from '../../../shared/contracts/refusal.ts';
import { type CursorBinding, decodeCursor } from '../../../shared/storage/page-cursor.ts';

/** A sort key: a time, `#`, an id. Plain text that DynamoDB and JavaScript put in the same order. */
const POSITION = /^\d{4}-[\dT:.-]{18}Z#[\w-]{1,200}$/;

/** The place in a list by time behind which a page begins; `undefined`: its beginning. @throws InvalidCursor */
export function timePosition(cursor: string | undefined, binding: CursorBinding): string | undefined {
  if (cursor === undefined) return undefined;
  const { position } = decodeCursor(cursor, binding);
  if (!POSITION.test(position)) throw new InvalidCursor();
  return position;
}
