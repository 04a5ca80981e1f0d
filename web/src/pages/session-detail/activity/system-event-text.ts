import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';
import { durationText } from '../../../time/duration-text.ts';

type SystemEntry = Extract<EntryResponse, { kind: 'SYSTEM' }>;

const TEXTS: Record<SystemEntry['event'], string> = {
  STARTED: 'Started',
  PAUSE_REQUESTED: 'Pause requested',
  PAUSED: 'Paused',
  RESUMED: 'Resumed',
  CANCEL_REQUESTED: 'Cancel requested',
  CANCELED: 'Canceled',
  COMPLETED: 'Completed',
  FAILED: 'Failed',
  RECOVERED: 'Recovered after a crash',
};

/** What happened to the session, in a line. */
export function systemEventText({ event, by, pausedMs }: SystemEntry): string {
  const who = by === null ? '' : ` by ${by.name}`;
  const paused = pausedMs === undefined ? '' : ` after ${durationText(pausedMs)}`;
  return `${TEXTS[event]}${who}${paused}`;
}
