import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';

const LOOKS: Record<EntryResponse['state'], { text: string; type: StatusIndicatorProps.Type }> = {
  RUNNING: { text: 'Running', type: 'loading' },
  WAITING: { text: 'Waiting', type: 'pending' },
  SUCCEEDED: { text: 'Succeeded', type: 'success' },
  FAILED: { text: 'Failed', type: 'error' },
  CANCELED: { text: 'Canceled', type: 'stopped' },
};

/** The state of a model or tool call. A model that runs is thinking. */
export function EntryState({ entry }: { entry: EntryResponse }) {
  const { text, type } = LOOKS[entry.state];
  const isThinking = entry.kind === 'REASONING' && entry.state === 'RUNNING';
  return <StatusIndicator type={type}>{isThinking ? 'Thinking' : text}</StatusIndicator>;
}
