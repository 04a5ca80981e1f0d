import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';

const LOOKS: Record<EntryResponse['state'], { text: string; type: StatusIndicatorProps.Type }> = {
  RUNNING: { text: 'Running', type: 'loading' },
  WAITING: { text: 'Waiting', type: 'pending' },
  SUCCEEDED: { text: 'Succeeded', type: 'success' },
  FAILED: { text: 'Failed', type: 'error' },
  CANCELED: { text: 'Canceled', type: 'stopped' },
};

/** The state of a model or tool call. A model that runs is thinking; a call may wait for a person's consent. */
export function EntryState({ entry }: { entry: EntryResponse }) {
  const { text, type } = LOOKS[entry.state];
  // What the model was warned of stands inside; the line says that there is something.
  const isWarned = entry.kind === 'TOOL_CALL' && entry.state === 'SUCCEEDED' && entry.warning !== undefined;
  return (
    <StatusIndicator type={isWarned ? 'warning' : type} iconAriaLabel={isWarned ? 'With a warning' : undefined}>
      {specialText(entry) ?? text}
    </StatusIndicator>
  );
}

function specialText(entry: EntryResponse): string | undefined {
  if (entry.kind === 'REASONING' && entry.state === 'RUNNING') return 'Thinking';
  const waits = entry.kind === 'TOOL_CALL' && entry.state === 'WAITING' && entry.approval?.approved === null;
  return waits ? 'Waits for approval' : undefined;
}
