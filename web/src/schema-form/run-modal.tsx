import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { ApiProblem } from '../api-client/api-problem.ts';
import { ForeignText } from '../text/foreign-text.tsx';
import { formFields } from './form-fields.ts';
import { type FormValues, firstValues, formOutput, WHOLE } from './form-output.ts';
import { SchemaForm } from './schema-form.tsx';

type Props = {
  name: string;
  description: string;
  /** JSON Schema of the inputs; `undefined` when there are none to give. */
  schema: Record<string, unknown> | undefined;
  /** What is filled in at first, over the schema's own defaults. */
  given?: Record<string, unknown>;
  onClose: () => void;
  /** Starts it; a rejection is shown in the window, which stays open with all that was typed. */
  onRun: (inputs: Record<string, unknown>) => Promise<void>;
};

/** Asks for the inputs of an agent or workflow and starts it. */
export function RunModal({ name, description, schema, given, onClose, onRun }: Props) {
  const fields = schema === undefined ? [] : formFields(schema);
  const [values, setValues] = useState<FormValues>(() =>
    fields === undefined ? { [WHOLE]: JSON.stringify(given ?? {}, null, 2) } : firstValues(fields, given),
  );
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string>();
  const [isStarting, setStarting] = useState(false);
  const isEmpty = schema === undefined || fields?.length === 0;
  const start = async () => {
    const read = isEmpty ? { output: {} } : formOutput(schema, values);
    setErrors(read.errors ?? {});
    setProblem(undefined);
    if (read.errors !== undefined) return;
    setStarting(true);
    try {
      await onRun(Object.fromEntries(Object.entries(read.output ?? {})));
    } catch (error) {
      setProblem(problemText(error));
      setStarting(false);
    }
  };
  return (
    <Modal
      visible
      size="medium"
      header={
        <>
          Run <ForeignText text={name} />
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
        {description !== '' && (
          <Box color="text-body-secondary">
            <ForeignText text={description} />
          </Box>
        )}
        {isEmpty ? (
          <Box>It takes no inputs.</Box>
        ) : (
          <SchemaForm schema={schema} values={values} onChange={setValues} errors={errors} />
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
