import * as z from 'zod';
import { useKept } from '../../design-system/kept.ts';
import { SESSION_COLUMNS } from './session-columns.tsx';

/** From this width on, in pixels, there is room for all that people look for first. */
const WIDE = 1_680;
const RARELY_WANTED = ['project', 'turns', 'error', 'sessionId'];
// The others fit beside each other in a window 1440 pixels wide; that a session waits, its status says too.
const HIDDEN_AT_FIRST = window.innerWidth >= WIDE ? RARELY_WANTED : [...RARELY_WANTED, 'createdBy', 'waitingOn'];

export const preferencesSchema = z.object({
  pageSize: z.number().int().min(10).max(100),
  wrapLines: z.boolean(),
  contentDensity: z.enum(['comfortable', 'compact']),
  contentDisplay: z.array(z.object({ id: z.string(), visible: z.boolean() })),
});
export type ListPreferences = z.output<typeof preferencesSchema>;

const AT_FIRST: ListPreferences = {
  pageSize: 50,
  wrapLines: false,
  contentDensity: 'comfortable',
  contentDisplay: SESSION_COLUMNS.map(({ id }) => ({ id, visible: !HIDDEN_AT_FIRST.includes(id) })),
};

/** How this reader wants the list. Columns that came with a newer console are added to what was kept. */
export function useListPreferences(): [ListPreferences, (preferences: ListPreferences) => void] {
  const [kept, keep] = useKept('session-list', preferencesSchema, AT_FIRST);
  const missing = AT_FIRST.contentDisplay.filter(({ id }) => !kept.contentDisplay.some((column) => column.id === id));
  return [missing.length === 0 ? kept : { ...kept, contentDisplay: [...kept.contentDisplay, ...missing] }, keep];
}
