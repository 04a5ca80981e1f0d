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

/** A session's status, with its colour and sign. */
export function SessionStatus({ status }: { status: Status }) {
  const { text, type, color } = LOOKS[status];
  return (
    <StatusIndicator type={type} {...(color !== undefined && { colorOverride: color })}>
      {text}
    </StatusIndicator>
  );
}
