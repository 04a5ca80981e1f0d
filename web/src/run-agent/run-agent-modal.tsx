import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { routes } from '../../../shared/contracts/routes.ts';
import type { Agent } from '../../../shared/domain/agent/agent.ts';
import { ApiProblem } from '../api-client/api-problem.ts';
import { useApi } from '../api-client/use-api.ts';
import { formFields } from '../schema-form/form-fields.ts';
import { firstValues, formOutput } from '../schema-form/form-output.ts';
import { SchemaForm } from '../schema-form/schema-form.tsx';
import { ForeignText } from '../text/foreign-text.tsx';

type Props = {
  agent: Agent;
  onClose: () => void;
  /** Called in the click itself; answers what to do with the session once it has started. */
  onRun: () => { started: (sessionId: string) => void; failed: () => void };
};

/** Asks for an agent's inputs and starts a session of it. */
export function RunAgentModal({ agent, onClose, onRun }: Props) {
  const api = useApi();
  const fields = formFields(agent.inputSchema) ?? [];
  const [values, setValues] = useState(() => firstValues(fields));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string>();
  const [isStarting, setStarting] = useState(false);
  const start = async () => {
    const read = formOutput(agent.inputSchema, values);
    setErrors(read.errors ?? {});
    setProblem(undefined);
    if (read.errors !== undefined) return;
    const after = onRun();
    setStarting(true);
    try {
      const inputs = new Map(Object.entries(read.output ?? {}));
      const session = await api.call(routes.runAgent, {
        params: { agentId: agent.agentId },
        body: { inputs: Object.fromEntries(inputs) },
        idempotencyKey: crypto.randomUUID(),
      });
      after.started(session.sessionId);
    } catch (error) {
      after.failed();
      setStarting(false);
      setProblem(problemText(error));
    }
  };
  return (
    <Modal
      visible
      size="medium"
      header={
        <>
          Run <ForeignText text={agent.name} />
        </>
      }
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Go back
            </Button>
            <Button variant="primary" loading={isStarting} onClick={() => void start()}>
              Run
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {agent.description !== '' && (
          <Box color="text-body-secondary">
            <ForeignText text={agent.description} />
          </Box>
        )}
        {fields.length === 0 ? (
          <Box>This agent takes no inputs.</Box>
        ) : (
          <SchemaForm schema={agent.inputSchema} values={values} onChange={setValues} errors={errors} />
        )}
        {problem !== undefined && (
          <Alert type="error" header="It could not be started">
            {problem}
          </Alert>
        )}
      </SpaceBetween>
    </Modal>
  );
}

function problemText(error: unknown): string {
  if (error instanceof ApiProblem && error.problem.errors !== undefined) {
    return error.problem.errors.map(({ path, message }) => `${path}: ${message}`).join(' ');
  }
  return error instanceof Error ? error.message : String(error);
}
