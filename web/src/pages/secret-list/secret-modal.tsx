import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { SecretAnswer } from '../../../../shared/contracts/secret-routes.ts';
import { ApiProblem, isProblem } from '../../api-client/api-problem.ts';
import { useApi } from '../../api-client/use-api.ts';

type Props = {
  /** The one to be changed; `undefined`: a new one. */
  secret: SecretAnswer | undefined;
  onClose: () => void;
  onSaved: (saved: SecretAnswer) => unknown;
};

type Fields = { name: string; origin: string; description: string; value: string };
type Problem = { text: string; errors: Record<string, string> };

/** Asks for a secret. What is typed as its value is kept nowhere but in the field, and goes with the window. */
export function SecretModal({ secret, onClose, onSaved }: Props) {
  const save = useSave(secret);
  const { name = '', origin = '', description = '' } = secret ?? {};
  const [fields, setFields] = useState<Fields>({ name, origin, description, value: '' });
  const [problem, setProblem] = useState<Problem>();
  const [isSaving, setSaving] = useState(false);
  const set = (change: Partial<Fields>) => setFields((before) => ({ ...before, ...change }));
  const submit = async () => {
    setSaving(true);
    setProblem(undefined);
    try {
      await onSaved(await save(fields));
    } catch (error) {
      setProblem(problemOf(error));
      setSaving(false);
    }
  };
  const { errors = {} } = problem ?? {};
  return (
    <Modal
      visible
      size="medium"
      header={secret === undefined ? 'Add a secret' : `Change ${secret.name}`}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Go back
            </Button>
            <Button variant="primary" loading={isSaving} onClick={() => void submit()}>
              {secret === undefined ? 'Add' : 'Change'}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <SpaceBetween size="m">
          <FormField label="Name" description="Tools write {{ secret:NAME }} in a header." errorText={errors.name}>
            <Input
              value={fields.name}
              disabled={secret !== undefined}
              spellcheck={false}
              onChange={({ detail }) => set({ name: detail.value })}
            />
          </FormField>
          <FormField
            label="Sent to"
            description="The only origin that gets it, such as https://api.example.com."
            errorText={errors.origin}
          >
            <Input
              value={fields.origin}
              inputMode="url"
              spellcheck={false}
              onChange={({ detail }) => set({ origin: detail.value })}
            />
          </FormField>
          <FormField label="Description" errorText={errors.description}>
            <Input value={fields.description} onChange={({ detail }) => set({ description: detail.value })} />
          </FormField>
          <FormField
            label={secret === undefined ? 'Value' : 'New value'}
            description="It can be replaced later, but nobody can read it again."
            errorText={errors.value}
          >
            <Input
              type="password"
              autoComplete="new-password"
              spellcheck={false}
              value={fields.value}
              onChange={({ detail }) => set({ value: detail.value })}
            />
          </FormField>
          {problem !== undefined && (
            <Alert type="error" header="It could not be saved">
              {problem.text}
            </Alert>
          )}
          {/* Enter in a field saves: a form with several fields needs a button for that. */}
          <input type="submit" hidden />
        </SpaceBetween>
      </form>
    </Modal>
  );
}

/** Saves a change from the version that was shown, and a new secret only where none has the name. */
function useSave(secret: SecretAnswer | undefined) {
  const api = useApi();
  return async ({ name, ...body }: Fields): Promise<SecretAnswer> => {
    const params = { name: name.trim() };
    const secretBody = { ...body, origin: body.origin.trim() };
    if (secret !== undefined) return api.call(routes.putSecret, { params, body: secretBody, ifMatch: secret.version });
    const there = await api.call(routes.getSecret, { params }).catch((error: unknown) => {
      if (isProblem(error, 'NOT_FOUND')) return undefined;
      throw error;
    });
    if (there !== undefined) throw new NameTaken(there.name);
    return api.call(routes.putSecret, { params, body: secretBody });
  };
}

class NameTaken extends Error {
  constructor(name: string) {
    super(`There is a secret ${name} already. Change it in the list, or choose another name.`);
    this.name = 'NameTaken';
  }
}

function problemOf(error: unknown): Problem {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof NameTaken) return { text, errors: { name: 'is taken' } };
  const errors = error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
  return { text, errors: Object.fromEntries(errors.map(({ path, message }) => [path, message])) };
}
