import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { JobRow } from '../../../shared/contracts/workflow-schemas.ts';

const LOOKS: Record<JobRow['status'], { text: string; type: StatusIndicatorProps.Type }> = {
  RUNNING: { text: 'Running', type: 'in-progress' },
  SUCCEEDED: { text: 'Succeeded', type: 'success' },
  FAILED: { text: 'Failed', type: 'error' },
  TIMED_OUT: { text: 'Timed out', type: 'error' },
  ABORTED: { text: 'Aborted', type: 'stopped' },
};

/** A job's status as people read it. */
export function jobStatusText(status: JobRow['status']): string {
  return LOOKS[status].text;
}

/** A job's status, with its colour and sign. */
export function JobStatus({ status }: Pick<JobRow, 'status'>) {
  const { text, type } = LOOKS[status];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}
