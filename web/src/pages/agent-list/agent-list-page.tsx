import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useMemo, useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { Agent } from '../../../../shared/domain/agent/agent.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { useAddressQuery } from '../../design-system/use-address-query.ts';
import { useCursorPages } from '../../design-system/use-cursor-pages.ts';
import { useFollow, useGo } from '../../design-system/use-follow.ts';
import { links } from '../../links.ts';
import { RunAgentModal } from '../../run-agent/run-agent-modal.tsx';
import { useMe } from '../../sign-in/me.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';
import { TimeText } from '../../time/time-text.tsx';

/** All agents; each can be run from here. */
export function AgentListPage() {
  const { may } = useMe();
  const follow = useFollow();
  const go = useGo();
  const [query, setQuery] = useAddressQuery();
  const [running, setRunning] = useState<Agent>();
  const search = query.search ?? '';
  const page = useCursorPages(routes.listAgents, (cursor) => ({
    query: { limit: 50, ...(search !== '' && { search }), ...(cursor !== undefined && { cursor }) },
  }));
  const mayRun = may('sessions:start');
  const columns = useMemo(() => columnsWith(mayRun ? setRunning : undefined), [mayRun]);
  return (
    <>
      {page.error !== null && (
        <Alert
          type="error"
          header="The agents cannot be read at the moment"
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
        wrapLines
        trackBy="agentId"
        items={page.data?.items ?? []}
        loading={page.isPending && page.error === null}
        loadingText="Loading agents"
        columnDefinitions={columns}
        ariaLabels={{ tableLabel: 'Agents' }}
        header={
          <Header
            variant="awsui-h1-sticky"
            actions={
              <Button
                variant="primary"
                href={links.newAgent()}
                onFollow={follow}
                disabled={!may('agents:write')}
                disabledReason="You need the permission agents:write for this."
              >
                Create agent
              </Button>
            }
          >
            Agents
          </Header>
        }
        filter={
          <TextFilter
            filteringText={search}
            filteringAriaLabel="Find agents"
            filteringPlaceholder="Find by name"
            onChange={({ detail }) => setQuery({ search: detail.filteringText })}
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
            <b>{search === '' ? 'No agents yet' : 'No agent matches'}</b>
            <Box color="text-body-secondary">
              {search === ''
                ? 'An agent is a prompt, a model and a set of tools. Create one, and run it.'
                : 'Try another part of its name.'}
            </Box>
          </SpaceBetween>
        }
      />
      {running !== undefined && (
        <RunAgentModal
          agent={running}
          onClose={() => setRunning(undefined)}
          onRun={() => ({ started: (sessionId) => go(links.session(sessionId)), failed: () => undefined })}
        />
      )}
    </>
  );
}

function columnsWith(onRun: ((agent: Agent) => void) | undefined): TableProps.ColumnDefinition<Agent>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      isRowHeader: true,
      width: 210,
      cell: ({ agentId, name }) => (
        <ConsoleLink href={links.agent(agentId)}>
          <ForeignText text={name} />
        </ConsoleLink>
      ),
    },
    {
      id: 'description',
      header: 'Description',
      width: 460,
      minWidth: 200,
      cell: ({ description }) => <ForeignText text={description} />,
    },
    {
      id: 'model',
      header: 'Model',
      width: 170,
      cell: ({ model }) => <ForeignText text={`${model.provider}/${model.modelId}`} />,
    },
    { id: 'tools', header: 'Tools', width: 80, cell: ({ tools }) => <span className="number">{tools.length}</span> },
    { id: 'project', header: 'Project', width: 110, cell: ({ project }) => project },
    { id: 'updatedAt', header: 'Changed', width: 140, cell: ({ updatedAt }) => <TimeText at={updatedAt} /> },
    {
      id: 'run',
      header: 'Actions',
      width: 120,
      cell: (agent) => (
        <Button
          iconName="play"
          wrapText={false}
          ariaLabel={`Run ${agent.name}`}
          disabled={onRun === undefined}
          disabledReason="You need the permission sessions:start for this."
          onClick={() => onRun?.(agent)}
        >
          Run
        </Button>
      ),
    },
  ];
}
