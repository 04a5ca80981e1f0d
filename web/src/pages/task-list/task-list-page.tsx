import Box from '@cloudscape-design/components/box';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import type { TableProps } from '@cloudscape-design/components/table';
import { useMemo } from 'react';
import type { ManualTaskResponse } from '../../../../shared/contracts/manual-task-routes.ts';
import { routes } from '../../../../shared/contracts/routes.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { ListPage } from '../../design-system/list-page.tsx';
import { useAddressQuery } from '../../design-system/use-address-query.ts';
import { useCursorPages } from '../../design-system/use-cursor-pages.ts';
import { links } from '../../links.ts';
import { type Me, useMe } from '../../sign-in/me.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';
import { Elapsed } from '../../time/elapsed.tsx';
import { TimeText } from '../../time/time-text.tsx';
import { TASK_VIEW_IDS, TASK_VIEWS } from './task-views.ts';

/** How often the queue is read again while the tab is visible. */
const REFRESH_MS = 3_000;

/** The Work Center: what waits for people, longest first. */
export function TaskListPage() {
  const me = useMe();
  const [query, setQuery] = useAddressQuery();
  const view = TASK_VIEW_IDS.find((id) => id === query.view) ?? 'open';
  const page = useCursorPages(
    routes.listManualTasks,
    (cursor) => ({ query: { ...TASK_VIEWS[view].query, limit: 50, ...(cursor !== undefined && { cursor }) } }),
    { refetchInterval: REFRESH_MS },
  );
  const columns = useMemo(() => columnsFor(me), [me]);
  return (
    <ListPage
      title="Work Center"
      description="Work that agents and workflows wait for."
      page={page}
      columns={columns}
      rowId="taskId"
      filter={
        <SegmentedControl
          label="Which tasks to show"
          selectedId={view}
          options={TASK_VIEW_IDS.map((id) => ({ id, text: TASK_VIEWS[id].text }))}
          onChange={({ detail }) => setQuery({ view: detail.selectedId === 'open' ? undefined : detail.selectedId })}
        />
      }
      empty={{
        title: 'No tasks here',
        text: 'A task appears as soon as an agent or a workflow asks a person for something.',
      }}
    />
  );
}

function columnsFor(me: Me): TableProps.ColumnDefinition<ManualTaskResponse>[] {
  return [
    {
      id: 'title',
      header: 'Task',
      isRowHeader: true,
      width: 340,
      cell: ({ taskId, title }) => (
        <ConsoleLink href={links.task(taskId)}>
          <ForeignText text={title} />
        </ConsoleLink>
      ),
    },
    {
      id: 'waiting',
      header: 'Waiting',
      width: 140,
      cell: ({ status, createdAt, completedAt }) =>
        status === 'OPEN' ? (
          <Elapsed since={createdAt} durationMs={null} />
        ) : (
          <Elapsed
            since={createdAt}
            durationMs={completedAt === null ? 0 : Math.max(0, Date.parse(completedAt) - Date.parse(createdAt))}
          />
        ),
    },
    {
      id: 'assignee',
      header: 'Assigned to',
      width: 150,
      cell: ({ assignee }) => <Assignee assignee={assignee} me={me} />,
    },
    {
      id: 'origin',
      header: 'Asked by',
      width: 220,
      cell: ({ origin }) => (
        <>
          <ForeignText text={origin.agentName ?? (origin.kind === 'job' ? 'a workflow' : 'an agent')} />
          <br />
          <code className="id">{origin.id}</code>
        </>
      ),
    },
    { id: 'createdAt', header: 'Since', width: 150, cell: ({ createdAt }) => <TimeText at={createdAt} /> },
    {
      id: 'completedBy',
      header: 'Completed by',
      width: 140,
      cell: ({ completedBy }) => (completedBy === null ? '–' : <ForeignText text={completedBy.name} />),
    },
  ];
}

function Assignee({ assignee, me }: { assignee: string | null; me: Me }) {
  if (assignee === null) return <Box color="text-status-inactive">Nobody</Box>;
  return assignee === me.userId ? <b>You</b> : <ForeignText text={assignee} />;
}
