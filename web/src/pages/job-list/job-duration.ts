import type { JobRow } from '../../../../shared/contracts/workflow-schemas.ts';

/** How long a job took, in milliseconds; null while it runs. */
export function jobDurationMs({ startedAt, endedAt }: Pick<JobRow, 'startedAt' | 'endedAt'>): number | null {
  return endedAt === null ? null : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt));
}
