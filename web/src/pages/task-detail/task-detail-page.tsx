import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ManualTaskResponse } from '../../../../shared/contracts/manual-task-routes.ts';
import { routes } from '../../../../shared/contracts/routes.ts';
import { isProblem } from '../../api-client/api-problem.ts';
import { useApiQuery } from '../../api-client/use-api.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { Loading } from '../../design-system/loading.tsx';
import { OutOfDate } from '../../design-system/out-of-date.tsx';
import { ReadProblem } from '../../design-system/read-problem.tsx';
import { useFollow } from '../../design-system/use-follow.ts';
import { usePageTitle } from '../../design-system/use-page-title.ts';
import { links } from '../../links.ts';
import { formFields } from '../../schema-form/form-fields.ts';
import { useMe } from '../../sign-in/me.tsx';
import { CopyButton } from '../../text/copy-button.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';
import { prettyJson } from '../../text/json-text.tsx';
import { ValueText } from '../../text/value-text.tsx';
import { visibleText } from '../../text/visible-text.ts';
import { Elapsed } from '../../time/elapsed.tsx';
import { TimeText } from '../../time/time-text.tsx';
import { CompleteTask } from './complete-task.tsx';
import { taskAvailability } from './task-availability.ts';
import { useTaskCommands } from './use-task-commands.ts';

/** How often an open task is read again while the tab is visible: somebody else may take it. */
const REFRESH_MS = 2_000;

/** One task: what is asked, what is given, and the form that answers it. */
export function TaskDetailPage() {
  const { taskId } = useParams({ from: '/tasks/$taskId' });
  const { data, error, refetch } = useApiQuery(
    routes.getManualTask,
    { params: { taskId } },
    { refetchInterval: REFRESH_MS },
  );
  if (data !== undefined && !isProblem(error, 'NOT_FOUND')) {
    return <ShownTask key={taskId} task={data} problem={error} />;
  }
  if (error === null) return <Loading what="task" />;
  return <ReadProblem what="task" error={error} onRetry={() => void refetch()} />;
}

function ShownTask({ task, problem: readProblem }: { task: ManualTaskResponse; problem: Error | null }) {
  usePageTitle(task.title);
  const me = useMe();
  const follow = useFollow();
  const availability = taskAvailability(task, me);
  const { claim, release, complete, doing, errors, problem } = useTaskCommands(task.taskId);
  return (
    <SpaceBetween size="l">
      <BreadcrumbGroup
        items={[
          { text: 'Work Center', href: links.tasks() },
          { text: visibleText(task.title), href: '' },
        ]}
        onFollow={follow}
      />
      {readProblem !== null && <OutOfDate problem={readProblem} />}
      <LiveRegion hidden>{`The task is ${task.status.toLowerCase()}.`}</LiveRegion>
      <Header
        variant="h1"
        description={<ForeignText text={task.description} />}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {availability.mayClaim && (
              <Button loading={doing === 'claim'} onClick={() => void claim()}>
                Claim
              </Button>
            )}
            {availability.mayRelease && (
              <Button loading={doing === 'release'} onClick={() => void release()}>
                Release
              </Button>
            )}
          </SpaceBetween>
        }
      >
        <ForeignText text={task.title} />
      </Header>
      <Container>
        <TaskFacts task={task} userId={me.userId} />
      </Container>
      {task.input !== null && task.input !== undefined && <Given title="What you are given" value={task.input} />}
      {task.status === 'OPEN' ? (
        <CompleteTask
          form={task.form}
          whyNot={availability.whyNotComplete}
          isCompleting={doing === 'complete'}
          errors={errors}
          problem={problem}
          onComplete={complete}
        />
      ) : (
        task.output !== null &&
        task.output !== undefined && <Given title="What was answered" value={task.output} form={task.form} />
      )}
    </SpaceBetween>
  );
}

type GivenProps = {
  title: string;
  value: unknown;
  /** JSON Schema that names its fields. */
  form?: Record<string, unknown> | null;
};

function Given({ title, value, form = null }: GivenProps) {
  const fields = form === null ? [] : (formFields(form) ?? []);
  return (
    <Container
      header={
        <Header variant="h2" actions={<CopyButton text={prettyJson(value)} label={`Copy ${title.toLowerCase()}`} />}>
          {title}
        </Header>
      }
    >
      <ValueText value={value} titles={Object.fromEntries(fields.map(({ name, label }) => [name, label]))} />
    </Container>
  );
}

function TaskFacts({ task, userId }: { task: ManualTaskResponse; userId: string }) {
  const { assignee, completedAt, completedBy, createdAt, status } = task;
  const closed: { label: string; value: ReactNode } =
    status === 'OPEN'
      ? { label: 'Waiting', value: <Elapsed since={createdAt} durationMs={null} /> }
      : {
          label: status === 'COMPLETED' ? 'Completed' : 'Canceled',
          value: (
            <>
              {completedAt !== null && <TimeText at={completedAt} />}
              {completedBy !== null && (
                <>
                  {' '}
                  by <ForeignText text={completedBy.name} />
                </>
              )}
            </>
          ),
        };
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: 'Status', value: <TaskStatus status={status} /> },
        closed,
        {
          label: 'Assigned to',
          value: assignee === null ? 'Nobody' : assignee === userId ? 'You' : <ForeignText text={assignee} />,
        },
        { label: 'Asked by', value: <Origin origin={task.origin} /> },
      ]}
    />
  );
}

function TaskStatus({ status }: Pick<ManualTaskResponse, 'status'>) {
  if (status === 'OPEN') return <StatusIndicator type="pending">Open</StatusIndicator>;
  if (status === 'COMPLETED') return <StatusIndicator type="success">Completed</StatusIndicator>;
  return <StatusIndicator type="stopped">Canceled</StatusIndicator>;
}

function Origin({ origin }: Pick<ManualTaskResponse, 'origin'>) {
  const name = <ForeignText text={origin.agentName ?? (origin.kind === 'job' ? 'a workflow' : 'an agent')} />;
  if (origin.kind === 'session' && origin.visible)
    return <ConsoleLink href={links.session(origin.id)}>{name}</ConsoleLink>;
  if (origin.kind === 'job' && origin.visible) return <ConsoleLink href={links.job(origin.id)}>{name}</ConsoleLink>;
  return (
    <>
      {name}
      {!origin.visible && <span className="entry-soft"> (you may not see its {origin.kind})</span>}
    </>
  );
}
