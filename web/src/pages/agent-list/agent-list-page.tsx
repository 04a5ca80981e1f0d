import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useMemo, useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { Agent } from '../../../../shared/domain/agent/agent.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { ListPage } from '../../design-system/list-page.tsx';
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
      <ListPage
        title="Agents"
        page={page}
        columns={columns}
        rowId="agentId"
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
        filter={
          <TextFilter
            filteringText={search}
            filteringAriaLabel="Find agents"
            filteringPlaceholder="Find by name"
            onChange={({ detail }) => setQuery({ search: detail.filteringText })}
          />
        }
        empty={
          search === ''
            ? {
                title: 'No agents yet',
                text: 'An agent is a prompt, a model and a set of tools. Create one, and run it.',
              }
            : { title: 'No agent matches', text: 'Try another part of its name.' }
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
      width: 370,
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
