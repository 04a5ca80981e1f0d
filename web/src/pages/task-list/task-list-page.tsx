import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useMemo } from 'react';
import type { ManualTaskResponse } from '../../../../shared/contracts/manual-task-routes.ts';
import { routes } from '../../../../shared/contracts/routes.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
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
    <>
      {page.error !== null && (
        <Alert
          type="error"
          header="The tasks cannot be read at the moment"
          action={<Button onClick={() => void page.refetch()}>Retry</Button>}
        >
          {page.error.message}
        </Alert>
      )}
      <Table
        variant="full-page"
        stickyHeader
        stickyHeaderVerticalOffset={49}
        enableKeyboardNavigation
        resizableColumns
        trackBy="taskId"
        items={page.data?.items ?? []}
        loading={page.isPending && page.error === null}
        loadingText="Loading tasks"
        columnDefinitions={columns}
        ariaLabels={{ tableLabel: 'Tasks' }}
        header={
          <Header variant="awsui-h1-sticky" description="Work that agents and workflows wait for.">
            Work Center
          </Header>
        }
        filter={
          <SegmentedControl
            label="Which tasks to show"
            selectedId={view}
            options={TASK_VIEW_IDS.map((id) => ({ id, text: TASK_VIEWS[id].text }))}
            onChange={({ detail }) => setQuery({ view: detail.selectedId === 'open' ? undefined : detail.selectedId })}
          />
        }
        pagination={
          <Pagination
            currentPageIndex={page.pageNumber}
            pagesCount={page.pageNumber + (page.hasNext ? 1 : 0)}
            openEnd={page.hasNext}
            onChange={({ detail }) => page.goTo(detail.currentPageIndex)}
          />
        }
        empty={
          <SpaceBetween size="xs" alignItems="center">
            <b>No tasks here</b>
            <Box color="text-body-secondary">
              A task appears as soon as an agent or a workflow asks a person for something.
            </Box>
          </SpaceBetween>
        }
      />
    </>
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
        <ForeignText text={origin.agentName ?? (origin.kind === 'job' ? 'a workflow' : 'an agent')} />
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
