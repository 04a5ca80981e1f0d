import type { TriggerAnswer } from '../../../shared/contracts/trigger-routes.ts';
import { nextFirings } from '../../../shared/domain/trigger/next-firings.ts';
import type { FoundTrigger } from '../../../shared/storage/trigger-row.ts';

/** As many as a person wants to see. */
const NEXT_RUNS = 5;

/** A trigger as people read it. `now` in milliseconds, for its next runs. */
export function triggerAnswer({ item, firing }: FoundTrigger, now: number): TriggerAnswer {
  const { definition, record } = item;
  const { project: _project, firesFrom: _firesFrom, ...told } = record;
  const isSchedule = definition.type === 'SCHEDULE';
  return {
    ...told,
    ...definition,
    ...(isSchedule ? { nextRuns: nextFirings(item, now, NEXT_RUNS).map((at) => new Date(at).toISOString()) } : {}),
    lastFiredAt: firing === undefined ? null : new Date(firing.at).toISOString(),
    lastSessionId: firing?.sessionId ?? null,
    lastError: firing?.error ?? null,
  };
}
