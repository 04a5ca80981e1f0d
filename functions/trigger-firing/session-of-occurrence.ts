import type { Occurrence } from '../../shared/domain/trigger/occurrence.ts';
import { derivedId } from '../../shared/runtime/derived-id.ts';

/** The session that an occurrence starts: the same for each of its deliveries. */
export function sessionOfOccurrence(triggerId: string, { at, id }: Pick<Occurrence, 'at' | 'id'>): string {
  return derivedId('session', at, triggerId, id);
}
