import { routes } from '../../../shared/contracts/routes.ts';
import type { Agent } from '../../../shared/domain/agent/agent.ts';
import { useApi } from '../api-client/use-api.ts';
import { RunModal } from '../schema-form/run-modal.tsx';

type Props = {
  agent: Agent;
  onClose: () => void;
  /** Called in the click itself; answers what to do with the session once it has started. */
  onRun: () => { started: (sessionId: string) => void; failed: () => void };
};

/** Asks for an agent's inputs and starts a session of it. */
export function RunAgentModal({ agent, onClose, onRun }: Props) {
  const api = useApi();
  const run = async (inputs: Record<string, unknown>) => {
    const after = onRun();
    try {
      const session = await api.call(routes.runAgent, {
        params: { agentId: agent.agentId },
        body: { inputs },
        idempotencyKey: crypto.randomUUID(),
      });
      after.started(session.sessionId);
    } catch (error) {
      after.failed();
      throw error;
    }
  };
  return (
    <RunModal
      name={agent.name}
      description={agent.description}
      schema={agent.inputSchema}
      onClose={onClose}
      onRun={run}
    />
  );
}
