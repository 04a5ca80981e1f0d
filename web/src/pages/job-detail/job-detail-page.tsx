import Alert from '@cloudscape-design/components/alert';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { Job } from '../../../../shared/contracts/workflow-schemas.ts';
import { isProblem } from '../../api-client/api-problem.ts';
import { useApiQuery } from '../../api-client/use-api.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { JobStatus, jobStatusText } from '../../design-system/job-status.tsx';
import { Loading } from '../../design-system/loading.tsx';
import { OutOfDate } from '../../design-system/out-of-date.tsx';
import { ReadProblem } from '../../design-system/read-problem.tsx';
import { SessionStatus } from '../../design-system/session-status.tsx';
import { useFollow } from '../../design-system/use-follow.ts';
import { usePageTitle } from '../../design-system/use-page-title.ts';
import { links } from '../../links.ts';
import { useMe } from '../../sign-in/me.tsx';
import { CopyButton } from '../../text/copy-button.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';
import { JsonText, prettyJson } from '../../text/json-text.tsx';
import { visibleText } from '../../text/visible-text.ts';
import { Elapsed } from '../../time/elapsed.tsx';
import { TimeText } from '../../time/time-text.tsx';
import { jobDurationMs } from '../job-list/job-duration.ts';

/** How often a running job is read again while the tab is visible. */
const REFRESH_MS = 2_000;

/** One job: what it was given, what it gave, and the sessions that it ran. */
export function JobDetailPage() {
  const { jobId } = useParams({ from: '/jobs/$jobId' });
  const [isOver, setOver] = useState(false);
  const { data, error, refetch } = useApiQuery(
    routes.getJob,
    { params: { jobId } },
    { refetchInterval: isOver ? false : REFRESH_MS },
  );
  const isOverNow = data !== undefined && data.status !== 'RUNNING';
  if (isOverNow !== isOver) setOver(isOverNow);
  if (data !== undefined && !isProblem(error, 'NOT_FOUND')) return <ShownJob job={data} problem={error} />;
  if (error === null) return <Loading what="job" />;
  return <ReadProblem what="job" error={error} onRetry={() => void refetch()} />;
}

function ShownJob({ job, problem }: { job: Job; problem: Error | null }) {
  const { may } = useMe();
  usePageTitle(job.workflowName);
  const follow = useFollow();
  return (
    <SpaceBetween size="l">
      <BreadcrumbGroup
        items={[
          { text: 'Jobs', href: links.jobs() },
          { text: visibleText(job.workflowName), href: '' },
        ]}
        onFollow={follow}
      />
      {problem !== null && <OutOfDate problem={problem} />}
      <Header variant="h1">
        <ForeignText text={job.workflowName} />
      </Header>
      <LiveRegion hidden>{`The job is ${jobStatusText(job.status).toLowerCase()}.`}</LiveRegion>
      <Container>
        <JobFacts job={job} />
      </Container>
      {job.error !== null && (
        <Alert type="error" header="The job did not succeed">
          <ForeignText text={job.error} />
        </Alert>
      )}
      {job.calledSessions.length > 0 && (
        <Container header={<Header variant="h2">Sessions that it ran</Header>}>
          <ul className="plain-list">
            {job.calledSessions.map(({ sessionId, status, visible }) => (
              <li key={sessionId} className="row-actions">
                {visible ? (
                  <ConsoleLink href={links.session(sessionId)}>{sessionId}</ConsoleLink>
                ) : (
                  <code className="id">{sessionId}</code>
                )}
                {status === null ? (
                  <span className="entry-soft">deleted, or not there yet</span>
                ) : (
                  <SessionStatus status={status} />
                )}
                {!visible && <span className="entry-soft">You may not see it.</span>}
              </li>
            ))}
          </ul>
        </Container>
      )}
      {job.tasks.length > 0 && (
        <Container header={<Header variant="h2">Tasks that it opened</Header>}>
          <ul className="plain-list">
            {job.tasks.map((taskId) => (
              <li key={taskId}>
                {may('manual-tasks:read') ? (
                  <ConsoleLink href={links.task(taskId)}>{taskId}</ConsoleLink>
                ) : (
                  <code className="id">{taskId}</code>
                )}
              </li>
            ))}
          </ul>
        </Container>
      )}
      <JobText title="Input" value={job.input} />
      {job.output !== null && job.output !== undefined && <JobText title="Output" value={job.output} />}
    </SpaceBetween>
  );
}

function JobText({ title, value }: { title: string; value: unknown }) {
  return (
    <Container
      header={
        <Header variant="h2" actions={<CopyButton text={prettyJson(value)} label={`Copy ${title.toLowerCase()}`} />}>
          {title}
        </Header>
      }
    >
      <JsonText value={value} />
    </Container>
  );
}

function JobFacts({ job }: { job: Job }) {
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: 'Status', value: <JobStatus status={job.status} /> },
        { label: 'Duration', value: <Elapsed since={job.startedAt} durationMs={jobDurationMs(job)} /> },
        { label: 'Started', value: <TimeText at={job.startedAt} /> },
        { label: 'Ended', value: job.endedAt === null ? '–' : <TimeText at={job.endedAt} /> },
        {
          label: 'Started by',
          value:
            job.startedBy.kind === 'session' ? (
              <ConsoleLink href={links.session(job.startedBy.id)}>a session</ConsoleLink>
            ) : (
              <ForeignText text={job.startedBy.id} />
            ),
        },
        {
          label: 'Workflow',
          value: (
            <>
              <ConsoleLink href={links.workflow(job.workflowId)}>
                <ForeignText text={job.workflowName} />
              </ConsoleLink>
              , <ConsoleLink href={links.jobs(`?workflow=${job.workflowId}`)}>all its jobs</ConsoleLink>
            </>
          ),
        },
        { label: 'Project', value: job.project },
        { label: 'Job id', value: <code className="id">{job.jobId}</code> },
      ]}
    />
  );
}
