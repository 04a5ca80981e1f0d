import Select from '@cloudscape-design/components/select';
import type { TableProps } from '@cloudscape-design/components/table';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { JobRow } from '../../../../shared/contracts/workflow-schemas.ts';
import { JOB_STATUSES } from '../../../../shared/domain/workflow/job-status.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { JobStatus, jobStatusText } from '../../design-system/job-status.tsx';
import { ListPage } from '../../design-system/list-page.tsx';
import { useAddressQuery } from '../../design-system/use-address-query.ts';
import { useCursorPages } from '../../design-system/use-cursor-pages.ts';
import { links } from '../../links.ts';
import { ForeignText } from '../../text/foreign-text.tsx';
import { visibleText } from '../../text/visible-text.ts';
import { Elapsed } from '../../time/elapsed.tsx';
import { TimeText } from '../../time/time-text.tsx';
import { jobDurationMs } from './job-duration.ts';

/** How often the jobs are read again while the tab is visible. */
const REFRESH_MS = 3_000;
const ANY = { value: '', label: 'Any status' };

/** All jobs, or those of one workflow, newest first. */
export function JobListPage() {
  const [query, setQuery] = useAddressQuery();
  const status = JOB_STATUSES.find((one) => one === query.status);
  const workflowId = query.workflow;
  const page = useCursorPages(
    routes.listJobs,
    (cursor) => ({
      query: {
        limit: 50,
        ...(status !== undefined && { status }),
        ...(workflowId !== undefined && { workflowId }),
        ...(cursor !== undefined && { cursor }),
      },
    }),
    { refetchInterval: REFRESH_MS },
  );
  const statuses = [ANY, ...JOB_STATUSES.map((value) => ({ value, label: jobStatusText(value) }))];
  return (
    <ListPage
      title="Jobs"
      description={
        workflowId === undefined
          ? 'Executions of workflows.'
          : `Executions of ${visibleText(page.data?.items[0]?.workflowName ?? 'one workflow')}.`
      }
      page={page}
      columns={COLUMNS}
      rowId="jobId"
      filter={
        <div className="narrow">
          <Select
            ariaLabel="Status"
            selectedOption={statuses.find(({ value }) => value === (status ?? '')) ?? null}
            options={statuses}
            onChange={({ detail }) => setQuery({ ...query, status: detail.selectedOption.value })}
          />
        </div>
      }
      empty={{ title: 'No jobs here', text: 'A job starts when somebody, or an agent, runs a workflow.' }}
    />
  );
}

const COLUMNS: TableProps.ColumnDefinition<JobRow>[] = [
  {
    id: 'workflow',
    header: 'Workflow',
    isRowHeader: true,
    width: 230,
    cell: ({ jobId, workflowName }) => (
      <ConsoleLink href={links.job(jobId)} ariaLabel={`${workflowName}, job ${jobId}`}>
        <ForeignText text={workflowName} />
      </ConsoleLink>
    ),
  },
  { id: 'status', header: 'Status', width: 140, cell: ({ status }) => <JobStatus status={status} /> },
  { id: 'startedAt', header: 'Started', width: 140, cell: ({ startedAt }) => <TimeText at={startedAt} /> },
  {
    id: 'duration',
    header: 'Duration',
    width: 130,
    cell: (job) => <Elapsed since={job.startedAt} durationMs={jobDurationMs(job)} />,
  },
  {
    id: 'startedBy',
    header: 'Started by',
    width: 170,
    cell: ({ startedBy }) =>
      startedBy.kind === 'session' ? (
        <ConsoleLink href={links.session(startedBy.id)}>a session</ConsoleLink>
      ) : (
        <ForeignText text={startedBy.id} />
      ),
  },
  {
    id: 'sessions',
    header: 'Sessions',
    width: 110,
    cell: ({ sessions }) => <span className="number">{sessions.length}</span>,
  },
];
