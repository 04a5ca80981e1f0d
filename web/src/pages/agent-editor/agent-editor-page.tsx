import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { Agent } from '../../../../shared/domain/agent/agent.ts';
import { ApiProblem, isProblem } from '../../api-client/api-problem.ts';
import { useApi, useApiQuery } from '../../api-client/use-api.ts';
import { Loading } from '../../design-system/loading.tsx';
import { useTell } from '../../design-system/notices.tsx';
import { ReadProblem } from '../../design-system/read-problem.tsx';
import { useFollow, useGo } from '../../design-system/use-follow.ts';
import { links } from '../../links.ts';
import { RunAgentModal } from '../../run-agent/run-agent-modal.tsx';
import { useMe } from '../../sign-in/me.tsx';
import { draftOf, NEW_AGENT } from './agent-draft.ts';
import { AgentForm } from './agent-form.tsx';
import { draftedDefinition } from './drafted-definition.ts';
import { SaveButtons } from './save-buttons.tsx';
import { useAcceptTool } from './use-accept-tool.ts';

/** An agent that is there, to be changed and run. */
export function AgentEditorPage() {
  const { agentId } = useParams({ from: '/agents/$agentId' });
  const { data, error, refetch } = useApiQuery(routes.getAgent, { params: { agentId } });
  if (data !== undefined) return <AgentEditor key={agentId} saved={data} onReload={() => void refetch()} />;
  if (error === null) return <Loading what="agent" />;
  return <ReadProblem what="agent" error={error} onRetry={() => void refetch()} />;
}

/** An agent that is not there yet. */
export function NewAgentPage() {
  return <AgentEditor saved={undefined} onReload={() => undefined} />;
}

function AgentEditor({ saved, onReload }: { saved: Agent | undefined; onReload: () => void }) {
  const { may } = useMe();
  const follow = useFollow();
  const go = useGo();
  const [begun, setBegun] = useState(saved);
  const [draft, setDraft] = useState(() => (saved === undefined ? NEW_AGENT : draftOf(saved)));
  const [running, setRunning] = useState<Agent>();
  const { save, isSaving, errors, problem, hasConflict } = useSaveAgent();
  const acceptTool = useAcceptTool(begun, setBegun);
  const isReadOnly = !may('agents:write');
  const saveIt = async (andThen: (agent: Agent) => void) => {
    const agent = await save(draft, begun);
    if (agent === undefined) return;
    setBegun(agent);
    andThen(agent);
  };
  const loadTheirs = () => {
    if (saved === undefined) return;
    setBegun(saved);
    setDraft(draftOf(saved));
  };
  const newer = saved !== undefined && begun !== undefined && saved.version > begun.version ? saved : undefined;
  const buttons = (
    <SaveButtons
      isSaving={isSaving}
      disabledReason={isReadOnly ? 'You need the permission agents:write for this.' : undefined}
      onBack={() => go(links.agents())}
      onSave={() => void saveIt((agent) => begun === undefined && go(links.agent(agent.agentId)))}
      onSaveAndRun={() => void saveIt(setRunning)}
    />
  );
  return (
    <SpaceBetween size="l">
      <BreadcrumbGroup
        items={[
          { text: 'Agents', href: links.agents() },
          { text: begun?.name ?? 'New agent', href: '' },
        ]}
        onFollow={follow}
      />
      <Header variant="h1" description={begun === undefined ? undefined : `Version ${begun.version}`} actions={buttons}>
        {begun?.name ?? 'New agent'}
      </Header>
      {(newer !== undefined || hasConflict) && (
        <Alert
          type="warning"
          header="Somebody else has saved this agent meanwhile"
          action={
            newer === undefined ? (
              <Button onClick={onReload}>Look again</Button>
            ) : (
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => setBegun(newer)}>Keep mine</Button>
                <Button onClick={loadTheirs}>Take theirs</Button>
              </SpaceBetween>
            )
          }
        >
          {newer === undefined
            ? 'What you wrote is still here. Look at the newer version before you save.'
            : `Version ${newer.version} is by ${newer.updatedBy.name}. Keep yours to save over it, or take theirs and lose what you wrote.`}
        </Alert>
      )}
      {problem !== undefined && (
        <Alert type="error" header="The agent was not saved">
          {problem}
        </Alert>
      )}
      <AgentForm
        {...{ draft, errors, isReadOnly }}
        saved={begun}
        onAccept={(toolName) => void acceptTool(toolName)}
        onChange={setDraft}
      />
      <Box float="right">{buttons}</Box>
      {running !== undefined && (
        <RunAgentModal
          agent={running}
          onClose={() => setRunning(undefined)}
          onRun={() => openBeside(() => setRunning(undefined))}
        />
      )}
    </SpaceBetween>
  );
}

/** Opens a tab within the click, which browsers allow, and fills it when the session is there. */
function openBeside(close: () => void) {
  const tab = window.open('about:blank', '_blank');
  return {
    started: (sessionId: string) => {
      close();
      if (tab === null) window.location.assign(links.session(sessionId));
      else tab.location.replace(new URL(links.session(sessionId), window.location.origin));
    },
    failed: () => tab?.close(),
  };
}

/** Saves drafts; keeps what was wrong with the last one. */
function useSaveAgent() {
  const api = useApi();
  const tell = useTell();
  const queries = useQueryClient();
  const [isSaving, setSaving] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string>();
  const [hasConflict, setConflict] = useState(false);
  const save = async (draft: typeof NEW_AGENT, begun: Agent | undefined): Promise<Agent | undefined> => {
    const { definition, errors: found } = draftedDefinition(draft);
    setErrors(found ?? {});
    setConflict(false);
    setProblem(found === undefined ? undefined : 'Some fields are not right yet. They say what is wrong.');
    if (definition === undefined) return undefined;
    setSaving(true);
    try {
      const agent =
        begun === undefined
          ? await api.call(routes.createAgent, { body: definition })
          : await api.call(routes.replaceAgent, {
              params: { agentId: begun.agentId },
              body: definition,
              ifMatch: begun.version,
            });
      tell({ id: 'agent-saved', type: 'success', header: `${agent.name} was saved` });
      await queries.invalidateQueries();
      return agent;
    } catch (error) {
      if (begun !== undefined && isProblem(error, 'CONFLICT')) {
        setConflict(true);
        await queries.invalidateQueries();
      }
      if (error instanceof ApiProblem) {
        setErrors(Object.fromEntries(error.problem.errors?.map(({ path, message }) => [path, message]) ?? []));
      }
      setProblem(error instanceof Error ? error.message : String(error));
      return undefined;
    } finally {
      setSaving(false);
    }
  };
  return { save, isSaving, errors, problem, hasConflict };
}
