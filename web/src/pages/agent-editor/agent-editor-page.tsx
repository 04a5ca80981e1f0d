import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { Agent } from '../../../../shared/domain/agent/agent.ts';
import { useApi, useApiQuery } from '../../api-client/use-api.ts';
import { ConsoleLink } from '../../design-system/console-link.tsx';
import { Loading } from '../../design-system/loading.tsx';
import { ReadProblem } from '../../design-system/read-problem.tsx';
import { useAddressQuery } from '../../design-system/use-address-query.ts';
import { useGo } from '../../design-system/use-follow.ts';
import { DeleteButton } from '../../editing/delete-button.tsx';
import { EditorFrame } from '../../editing/editor-frame.tsx';
import { useDraft } from '../../editing/use-draft.ts';
import { useSaving } from '../../editing/use-saving.ts';
import { useUnsavedGuard } from '../../editing/use-unsaved-guard.ts';
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
  if (data !== undefined) return <AgentEditor key={agentId} saved={data} />;
  if (error === null) return <Loading what="agent" />;
  return <ReadProblem what="agent" error={error} onRetry={() => void refetch()} />;
}

/** An agent that is not there yet. */
export function NewAgentPage() {
  return <AgentEditor saved={undefined} />;
}

function AgentEditor({ saved }: { saved: Agent | undefined }) {
  const { may } = useMe();
  const api = useApi();
  const go = useGo();
  const editing = useDraft(saved, NEW_AGENT, draftOf);
  const { begun, draft, setDraft, isChanged, noteSaved } = editing;
  const letGo = useUnsavedGuard(isChanged);
  const [query, setQuery] = useAddressQuery();
  const [running, setRunning] = useState(query.run === undefined ? undefined : saved);
  // It is asked once: a reload, or going back, does not ask again. The page of a new agent sees the address too as it is left.
  useEffect(() => {
    if (saved !== undefined && query.run !== undefined) setQuery({ ...query, run: undefined });
  }, [saved, query, setQuery]);
  const { save, isSaving, errors, problem } = useSaving(draft);
  const acceptTool = useAcceptTool(begun, (agent) => noteSaved(agent, draftOf(agent)));
  const whyNot = may('agents:write') ? undefined : 'You need the permission agents:write for this.';
  const saveIt = async (andThen: (agent: Agent) => void) => {
    const agent = await save(draftedDefinition(draft), (body) =>
      begun === undefined
        ? api.call(routes.createAgent, { body })
        : api.call(routes.replaceAgent, { params: { agentId: begun.agentId }, body, ifMatch: begun.version }),
    );
    if (agent === undefined) return;
    noteSaved(agent, draft);
    andThen(agent);
  };
  const leaveFor = (href: string) => {
    letGo();
    go(href);
  };
  const saveButtons = (deleteButton?: ReactNode) => (
    <SaveButtons
      isSaving={isSaving}
      disabledReason={whyNot}
      onBack={() => go(links.agents())}
      onSave={() => void saveIt((agent) => begun === undefined && leaveFor(links.agent(agent.agentId)))}
      onSaveAndRun={() =>
        void saveIt((agent) => (begun === undefined ? leaveFor(links.agentToRun(agent.agentId)) : setRunning(agent)))
      }
      isSaved={begun !== undefined && !isChanged}
      onRun={() => setRunning(begun)}
    >
      {deleteButton}
    </SaveButtons>
  );
  return (
    <EditorFrame
      what="agent"
      list={{ text: 'Agents', href: links.agents() }}
      editing={editing}
      problem={problem}
      info={
        begun !== undefined && (
          <ConsoleLink variant="info" href={links.sessionsOf(begun.agentId)}>
            Its sessions
          </ConsoleLink>
        )
      }
      buttons={saveButtons(
        begun !== undefined && (
          <DeleteButton
            what="agent"
            name={begun.name}
            consequence="Its sessions stay, and those that run go on. Its triggers start nothing any more."
            disabledReason={whyNot}
            onDelete={() =>
              api.send(routes.deleteAgent, { params: { agentId: begun.agentId }, ifMatch: begun.version })
            }
            onDeleted={() => leaveFor(links.agents())}
          />
        ),
      )}
    >
      <SpaceBetween size="l">
        <AgentForm
          {...{ draft, errors }}
          isReadOnly={whyNot !== undefined}
          saved={begun}
          onAccept={(toolName) => void acceptTool(toolName)}
          onChange={setDraft}
        />
        <Box float="right">{saveButtons()}</Box>
      </SpaceBetween>
      {running !== undefined && (
        <RunAgentModal
          agent={running}
          onClose={() => setRunning(undefined)}
          onRun={() => openBeside(() => setRunning(undefined))}
        />
      )}
    </EditorFrame>
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
