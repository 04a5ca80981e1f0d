import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { TriggerAnswer } from '../../../../shared/contracts/trigger-routes.ts';
import { useApi, useApiQuery } from '../../api-client/use-api.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { ListPage } from '../../design-system/list-page.tsx';
import { useTell } from '../../design-system/notices.tsx';
import { triggerTypeText } from '../../design-system/trigger-type-text.ts';
import { useCursorPages } from '../../design-system/use-cursor-pages.ts';
import { useFollow, useGo } from '../../design-system/use-follow.ts';
import { links } from '../../links.ts';
import { RunModal } from '../../schema-form/run-modal.tsx';
import { useMe } from '../../sign-in/me.tsx';
import { ForeignText } from '../../text/foreign-text.tsx';
import { visibleText } from '../../text/visible-text.ts';
import { TimeText } from '../../time/time-text.tsx';
import { eventWords } from '../trigger-editor/event-words.ts';
import { scheduleWords } from '../trigger-editor/schedule-words.ts';
import { draftedTrigger, triggerDraftOf } from '../trigger-editor/trigger-draft.ts';

/** How often what has fired is read again while the tab is visible. */
const REFRESH_MS = 5_000;

type Actions = {
  agentName: (agentId: string) => string;
  onRun: ((trigger: TriggerAnswer) => void) | undefined;
  onEnable: ((trigger: TriggerAnswer, enabled: boolean) => void) | undefined;
};

/** Everything that starts sessions by itself or for somebody. */
export function TriggerListPage() {
  const go = useGo();
  const api = useApi();
  const follow = useFollow();
  const { may } = useMe();
  const [running, setRunning] = useState<TriggerAnswer>();
  const onEnable = useEnable();
  const page = useCursorPages(
    routes.listTriggers,
    (cursor) => ({ query: { limit: 50, ...(cursor !== undefined && { cursor }) } }),
    { refetchInterval: REFRESH_MS },
  );
  const agents = useApiQuery(routes.listAgents, { query: { limit: 100 } });
  const [mayRun, mayWrite] = [may('sessions:start'), may('triggers:write')];
  const columns = useMemo(() => {
    const names = new Map(agents.data?.items.map(({ agentId, name }) => [agentId, name]));
    return columnsWith({
      agentName: (agentId) => names.get(agentId) ?? agentId,
      onRun: mayRun ? setRunning : undefined,
      onEnable: mayWrite ? onEnable : undefined,
    });
  }, [agents.data, mayRun, mayWrite, onEnable]);
  const agent = agents.data?.items.find(({ agentId }) => agentId === running?.agentId);
  return (
    <>
      <ListPage
        title="Triggers"
        description="What starts sessions: people, schedules, calls and events."
        page={page}
        columns={columns}
        rowId="triggerId"
        actions={
          <Button
            variant="primary"
            href={links.newTrigger()}
            onFollow={follow}
            disabled={!mayWrite}
            disabledReason="You need the permission triggers:write for this."
          >
            Create trigger
          </Button>
        }
        empty={{ title: 'No triggers yet', text: 'Create one to have an agent run by schedule, call or event.' }}
      />
      {running !== undefined && (
        <RunModal
          name={running.name}
          description={`Starts a session of ${agent?.name ?? running.agentId}.`}
          schema={agent?.inputSchema}
          given={running.inputs ?? {}}
          onClose={() => setRunning(undefined)}
          onRun={async (inputs) => {
            const session = await api.call(routes.runTrigger, {
              params: { triggerId: running.triggerId },
              body: { inputs },
            });
            go(links.session(session.sessionId));
          }}
        />
      )}
    </>
  );
}

/** Saves a trigger as it is, but enabled or disabled. */
function useEnable() {
  const api = useApi();
  const tell = useTell();
  const queries = useQueryClient();
  return useMemo(
    () => async (trigger: TriggerAnswer, enabled: boolean) => {
      const { triggerId, version } = trigger;
      const name = visibleText(trigger.name);
      try {
        const { definition } = draftedTrigger({ ...triggerDraftOf(trigger), enabled });
        if (definition === undefined) throw new Error('It cannot be read by this console. Open it to see why.');
        await api.call(routes.replaceTrigger, { params: { triggerId }, body: definition, ifMatch: version });
        tell({ id: triggerId, type: 'success', header: `${name} is ${enabled ? 'enabled' : 'disabled'}` });
      } catch (error) {
        tell({
          id: triggerId,
          type: 'error',
          header: `${name} could not be ${enabled ? 'enabled' : 'disabled'}`,
          content: error instanceof Error ? error.message : String(error),
        });
      } finally {
        await queries.invalidateQueries();
      }
    },
    [api, tell, queries],
  );
}

function columnsWith({ agentName, onRun, onEnable }: Actions): TableProps.ColumnDefinition<TriggerAnswer>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      isRowHeader: true,
      width: 190,
      cell: ({ triggerId, name }) => (
        <ConsoleLink href={links.trigger(triggerId)}>
          <ForeignText text={name} />
        </ConsoleLink>
      ),
    },
    { id: 'type', header: 'Type', width: 100, cell: ({ type }) => triggerTypeText(type) },
    { id: 'agent', header: 'Agent', width: 170, cell: ({ agentId }) => <ForeignText text={agentName(agentId)} /> },
    { id: 'when', header: 'When', width: 240, cell: (trigger) => <When trigger={trigger} /> },
    {
      id: 'last',
      header: 'Last fired',
      width: 180,
      cell: ({ lastFiredAt, lastSessionId, lastError }) => {
        if (lastFiredAt === null) return '–';
        if (lastError !== null) return <ForeignText text={`${lastError.category}: ${lastError.message}`} />;
        if (lastSessionId === null) return <TimeText at={lastFiredAt} />;
        return (
          <ConsoleLink href={links.session(lastSessionId)}>
            <TimeText at={lastFiredAt} />
          </ConsoleLink>
        );
      },
    },
    {
      id: 'enabled',
      header: 'Enabled',
      width: 110,
      cell: (trigger) => (
        <Toggle
          checked={trigger.enabled}
          ariaLabel={`${trigger.name} is enabled`}
          disabled={onEnable === undefined}
          onChange={({ detail }) => onEnable?.(trigger, detail.checked)}
        />
      ),
    },
    {
      id: 'actions',
      header: 'Actions',
      width: 120,
      cell: (trigger) =>
        trigger.type === 'MANUAL' ? (
          <Button
            iconName="play"
            wrapText={false}
            ariaLabel={`Run ${trigger.name}`}
            disabled={onRun === undefined || !trigger.enabled}
            disabledReason={trigger.enabled ? 'You need the permission sessions:start for this.' : 'It is disabled.'}
            onClick={() => onRun?.(trigger)}
          >
            Run
          </Button>
        ) : null,
    },
  ];
}

function When({ trigger: { schedule, event, nextRuns } }: { trigger: TriggerAnswer }) {
  if (event !== undefined) {
    return (
      <span title={JSON.stringify(event.pattern)}>
        <ForeignText text={eventWords(event.pattern)} />
      </span>
    );
  }
  if (schedule === undefined) return <>–</>;
  const [next] = nextRuns ?? [];
  return (
    <>
      <span title={`${schedule.expression} ${schedule.timezone}`}>
        {scheduleWords(schedule.expression) ?? schedule.expression}
      </span>
      {next !== undefined && (
        <span className="entry-soft">
          {' '}
          next <TimeText at={next} />
        </span>
      )}
    </>
  );
}
