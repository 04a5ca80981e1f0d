import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { NOW } from './deciding.ts';

const MINUTE_MS = 60_000;
/** P9: a wait that is live is looked at after 27 h. */
const LONGEST_MS = 27 * 60 * MINUTE_MS;

/** What is wrong with the time at which the sweeper looks at an item (P9), if anything is. */
export function dueDateFault(control: ControlItem): string | undefined {
  const { dueAt, effects, live, status, deleted } = control;
  const mayBeOverdue = effects.length > 0 || (live && !isTerminal(status) && deleted === undefined);
  if (!mayBeOverdue) return dueAt === undefined ? undefined : 'an item is due though nothing can be overdue';
  if (dueAt === undefined) return 'an item has no due time though something can be overdue';
  if (effects.some(({ kind }) => kind !== 'PURGE') && dueAt > NOW + MINUTE_MS)
    return 'an item with effects is not due within a minute';
  return dueAt > NOW + LONGEST_MS ? 'an item is not due within 27 h' : undefined;
}
