import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import type { TableProps } from '@cloudscape-design/components/table';
import type { SessionRow } from '../../../../shared/contracts/session-schemas.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { SessionStatus } from '../../design-system/session-status.tsx';
import { triggerTypeText } from '../../design-system/trigger-type-text.ts';
import { links } from '../../links.ts';
import { ForeignText } from '../../text/foreign-text.tsx';
import { Elapsed } from '../../time/elapsed.tsx';
import { TimeText } from '../../time/time-text.tsx';
import { QuickActions } from './quick-actions.tsx';

/** Every column of the list; which of them are shown is the reader's choice. */
export const SESSION_COLUMNS = [
  {
    id: 'agent',
    header: 'Agent',
    cell: ({ sessionId, agent }) => (
      <ConsoleLink href={links.session(sessionId)} ariaLabel={`${agent.name}, session ${sessionId}`}>
        <ForeignText text={agent.name} />
      </ConsoleLink>
    ),
    isRowHeader: true,
    minWidth: 150,
    width: 176,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status, waitingOn }) => <SessionStatus status={status} waitingOn={waitingOn} />,
    minWidth: 110,
    width: 172,
  },
  {
    id: 'triggerType',
    header: 'Trigger',
    cell: ({ trigger }) => triggerTypeText(trigger.type),
    minWidth: 90,
    width: 100,
  },
  {
    id: 'source',
    header: 'Source',
    cell: ({ trigger }) => <ForeignText text={trigger.source.name} />,
    minWidth: 90,
    width: 90,
  },
  {
    id: 'startedAt',
    header: 'Started',
    cell: ({ startedAt }) => <TimeText at={startedAt} />,
    sortingField: 'startedAt',
    minWidth: 100,
    width: 116,
  },
  {
    id: 'duration',
    header: 'Duration',
    cell: ({ startedAt, durationMs }) => <Elapsed since={startedAt} durationMs={durationMs} />,
    minWidth: 90,
    width: 104,
  },
  {
    id: 'createdBy',
    header: 'Started by',
    cell: ({ createdBy }) => <ForeignText text={createdBy.name} />,
    minWidth: 90,
    width: 124,
  },
  {
    id: 'tokens',
    header: 'Tokens',
    cell: ({ usage }) => (
      <Count value={usage.totalTokens} title={`${usage.inputTokens} in, ${usage.outputTokens} out`} />
    ),
    minWidth: 80,
    width: 90,
  },
  {
    id: 'toolCalls',
    header: 'Tool calls',
    cell: ({ toolCalls }) => <Count value={toolCalls} />,
    minWidth: 80,
    width: 106,
  },
  {
    id: 'waitingOn',
    header: 'Waiting on',
    cell: ({ waitingOn }) => (waitingOn === 0 ? <Nothing /> : <Badge color="blue">{waitingText(waitingOn)}</Badge>),
    minWidth: 80,
    width: 118,
  },
  { id: 'project', header: 'Project', cell: ({ project }) => project, minWidth: 100, width: 120 },
  { id: 'turns', header: 'Turns', cell: ({ turns }) => <Count value={turns} />, minWidth: 80, width: 90 },
  {
    id: 'cost',
    header: 'Cost',
    cell: ({ usage }) => (usage.costUsd === null ? <Nothing /> : `$${usage.costUsd.toFixed(4)}`),
    minWidth: 90,
    width: 102,
  },
  {
    id: 'error',
    header: 'Error',
    cell: ({ error }) => (error === null ? <Nothing /> : <ForeignText text={`${error.category}: ${error.message}`} />),
    minWidth: 140,
    width: 240,
  },
  {
    id: 'sessionId',
    header: 'Session id',
    cell: ({ sessionId }) => <code className="id">{sessionId}</code>,
    minWidth: 160,
    width: 290,
  },
  {
    id: 'actions',
    header: 'Actions',
    cell: (session) => <QuickActions session={session} />,
    minWidth: 104,
    width: 104,
  },
] satisfies TableProps.ColumnDefinition<SessionRow>[];

function Count({ value, title }: { value: number; title?: string }) {
  return (
    <span className="number" title={title}>
      {value.toLocaleString('en')}
    </span>
  );
}

function Nothing() {
  return (
    <Box color="text-status-inactive" variant="span">
      –
    </Box>
  );
}

function waitingText(count: number): string {
  return count === 1 ? '1 call' : `${count} calls`;
}
