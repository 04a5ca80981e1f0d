import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { SessionStatus as Status } from '../../../shared/domain/session/session-status.ts';

type Look = { text: string; type: StatusIndicatorProps.Type; color?: StatusIndicatorProps.Color };

const LOOKS: Record<Status, Look> = {
  PENDING: { text: 'Pending', type: 'pending' },
  RUNNING: { text: 'Running', type: 'in-progress', color: 'blue' },
  PAUSING: { text: 'Pausing', type: 'in-progress', color: 'yellow' },
  PAUSED: { text: 'Paused', type: 'stopped', color: 'yellow' },
  CANCELING: { text: 'Canceling', type: 'in-progress', color: 'grey' },
  CANCELED: { text: 'Canceled', type: 'stopped' },
  COMPLETED: { text: 'Completed', type: 'success' },
  FAILED: { text: 'Failed', type: 'error' },
};

/** A status as people read it. */
export function statusText(status: Status): string {
  return LOOKS[status].text;
}

type Props = {
  status: Status;
  /** How many of its calls wait for a person, a session or a job. */
  waitingOn?: number;
};

/** A session's status, with its colour and sign; of one that runs, also whether it only waits. */
export function SessionStatus({ status, waitingOn = 0 }: Props) {
  const { text, type, color } = LOOKS[status];
  const isWaiting = status === 'RUNNING' && waitingOn > 0;
  return (
    <StatusIndicator type={isWaiting ? 'pending' : type} {...(color !== undefined && { colorOverride: color })}>
      {text}
      {isWaiting && <span title={waitText(waitingOn)}> · waiting</span>}
    </StatusIndicator>
  );
}

function waitText(count: number): string {
  return `${count === 1 ? 'One call waits' : `${count} calls wait`} for a person, a session or a job.`;
}
