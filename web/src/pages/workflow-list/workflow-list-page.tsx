import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useMemo, useState } from 'react';
import type * as z from 'zod';
import { routes } from '../../../../shared/contracts/routes.ts';
import { useApi } from '../../api-client/use-api.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { ListPage } from '../../design-system/list-page.tsx';
import { useAddressQuery } from '../../design-system/use-address-query.ts';
import { useCursorPages } from '../../design-system/use-cursor-pages.ts';
import { useFollow, useGo } from '../../design-system/use-follow.ts';
import { links } from '../../links.ts';
import { RunModal } from '../../schema-form/run-modal.tsx';
import { useMe } from '../../sign-in/me.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';

type Workflow = z.output<typeof routes.getWorkflow.response>;

/** The registered workflows; each can be run from here. */
export function WorkflowListPage() {
  const api = useApi();
  const go = useGo();
  const follow = useFollow();
  const { may } = useMe();
  const [query, setQuery] = useAddressQuery();
  const [running, setRunning] = useState<Workflow>();
  const search = query.search ?? '';
  const page = useCursorPages(routes.listWorkflows, (cursor) => ({
    query: { limit: 50, ...(search !== '' && { search }), ...(cursor !== undefined && { cursor }) },
  }));
  const mayRun = may('sessions:start');
  const columns = useMemo(() => columnsWith(mayRun ? setRunning : undefined), [mayRun]);
  return (
    <>
      <ListPage
        title="Workflows"
        description="State machines that agents can call and that can run agents."
        page={page}
        columns={columns}
        rowId="workflowId"
        actions={
          <Button
            variant="primary"
            href={links.newWorkflow()}
            onFollow={follow}
            disabled={!may('workflows:write')}
            disabledReason="You need the permission workflows:write for this."
          >
            Register workflow
          </Button>
        }
        filter={
          <TextFilter
            filteringText={search}
            filteringAriaLabel="Find workflows"
            filteringPlaceholder="Find by name"
            onChange={({ detail }) => setQuery({ search: detail.filteringText })}
          />
        }
        empty={
          search === ''
            ? {
                title: 'No workflows yet',
                text: 'Register a state machine of yours. People can then run it, and agents can call it.',
              }
            : { title: 'No workflow matches', text: 'Try another part of its name.' }
        }
      />
      {running !== undefined && (
        <RunModal
          name={running.name}
          description={running.description}
          schema={running.inputSchema}
          onClose={() => setRunning(undefined)}
          onRun={async (input) => {
            const job = await api.call(routes.runWorkflow, {
              params: { workflowId: running.workflowId },
              body: { input },
            });
            go(links.job(job.jobId));
          }}
        />
      )}
    </>
  );
}

function columnsWith(onRun: ((workflow: Workflow) => void) | undefined): TableProps.ColumnDefinition<Workflow>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      isRowHeader: true,
      width: 200,
      cell: ({ workflowId, name }) => (
        <ConsoleLink href={links.workflow(workflowId)}>
          <ForeignText text={name} />
        </ConsoleLink>
      ),
    },
    {
      id: 'description',
      header: 'Description',
      width: 330,
      cell: ({ description }) => <ForeignText text={description} />,
    },
    {
      id: 'stateMachineArn',
      header: 'State machine',
      width: 280,
      cell: ({ stateMachineArn }) => <code className="id">{stateMachineArn}</code>,
    },
    { id: 'project', header: 'Project', width: 110, cell: ({ project }) => project },
    {
      id: 'actions',
      header: 'Actions',
      width: 220,
      cell: (workflow) => (
        <span className="row-actions">
          <Button
            iconName="play"
            wrapText={false}
            ariaLabel={`Run ${workflow.name}`}
            disabled={onRun === undefined}
            disabledReason="You need the permission sessions:start for this."
            onClick={() => onRun?.(workflow)}
          >
            Run
          </Button>
          <ConsoleLink href={links.jobs(`?workflow=${workflow.workflowId}`)}>Its jobs</ConsoleLink>
        </span>
      ),
    },
  ];
}
