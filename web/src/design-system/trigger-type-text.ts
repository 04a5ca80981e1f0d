import type { TriggerType } from '../../../shared/domain/session/trigger-origin.ts';

const TEXTS: Record<TriggerType, string> = {
  MANUAL: 'Manual',
  SCHEDULE: 'Schedule',
  API: 'API',
  EVENT: 'Event',
  AGENT: 'Agent',
  JOB: 'Job',
};

/** A trigger type as people read it. */
export function triggerTypeText(type: TriggerType): string {
  return TEXTS[type];
}
