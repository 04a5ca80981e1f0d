import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { formFields } from '../../schema-form/form-fields.ts';
import { firstValues, formOutput } from '../../schema-form/form-output.ts';
import { SchemaForm } from '../../schema-form/schema-form.tsx';

type Props = {
  form: Record<string, unknown> | null;
  /** Why this reader cannot complete the task; `undefined` when they can. */
  whyNot: string | undefined;
  isCompleting: boolean;
  /** What the service said is wrong, by field. */
  errors: Readonly<Record<string, string>>;
  problem: string | undefined;
  onComplete: (output: unknown) => Promise<void>;
};

/** A task without a form takes anything. */
const ANYTHING: Record<string, unknown> = {};

/** The form of a task. What was typed stays, whatever the service says. */
export function CompleteTask({ form, whyNot, isCompleting, errors, problem, onComplete }: Props) {
  const schema = form ?? ANYTHING;
  const [values, setValues] = useState(() => firstValues(formFields(schema) ?? []));
  const [found, setFound] = useState<Record<string, string>>({});
  const complete = async () => {
    const read = formOutput(schema, values);
    setFound(read.errors ?? {});
    if (read.errors === undefined) await onComplete(read.output);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void complete();
      }}
    >
      <Container
        header={<Header variant="h2">Your answer</Header>}
        footer={
          <Box float="right">
            <Button
              variant="primary"
              formAction="submit"
              loading={isCompleting}
              disabled={whyNot !== undefined}
              disabledReason={whyNot}
            >
              Complete task
            </Button>
          </Box>
        }
      >
        <SpaceBetween size="m">
          {problem !== undefined && (
            <Alert type="error" header="The task was not completed">
              {problem}
            </Alert>
          )}
          <SchemaForm schema={schema} values={values} onChange={setValues} errors={{ ...errors, ...found }} />
        </SpaceBetween>
      </Container>
    </form>
  );
}
