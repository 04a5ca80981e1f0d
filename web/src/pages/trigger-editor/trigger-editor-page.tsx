import Alert from '@cloudscape-design/components/alert';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { TriggerAnswer } from '../../../../shared/contracts/trigger-routes.ts';
import { ApiProblem } from '../../api-client/api-problem.ts';
import { useApi, useApiQuery } from '../../api-client/use-api.ts';
import { Loading } from '../../design-system/loading.tsx';
import { useTell } from '../../design-system/notices.tsx';
import { ReadProblem } from '../../design-system/read-problem.tsx';
import { useFollow, useGo } from '../../design-system/use-follow.ts';
import { links } from '../../links.ts';
import { useMe } from '../../sign-in/me.tsx';
import { draftedTrigger, NEW_TRIGGER, triggerDraftOf } from './trigger-draft.ts';
import { TriggerForm } from './trigger-form.tsx';

/** A trigger that is there, to be changed. */
export function TriggerEditorPage() {
  const { triggerId } = useParams({ from: '/triggers/$triggerId' });
  const { data, error, refetch } = useApiQuery(routes.getTrigger, { params: { triggerId } });
  if (data !== undefined) return <TriggerEditor key={triggerId} saved={data} />;
  if (error === null) return <Loading what="trigger" />;
  return <ReadProblem what="trigger" error={error} onRetry={() => void refetch()} />;
}

/** A trigger that is not there yet. */
export function NewTriggerPage() {
  return <TriggerEditor saved={undefined} />;
}

function TriggerEditor({ saved }: { saved: TriggerAnswer | undefined }) {
  const api = useApi();
  const tell = useTell();
  const go = useGo();
  const follow = useFollow();
  const queries = useQueryClient();
  const { may } = useMe();
  // The version that was read when the editing began: whoever saves over a newer one is told.
  const [begun] = useState(saved);
  const [draft, setDraft] = useState(() => (saved === undefined ? NEW_TRIGGER : triggerDraftOf(saved)));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string>();
  const [isSaving, setSaving] = useState(false);
  const isReadOnly = !may('triggers:write');
  const save = async () => {
    const { definition, errors: found = {} } = draftedTrigger(draft);
    setErrors(found);
    setProblem(definition === undefined ? 'Some fields are not right yet. They say what is wrong.' : undefined);
    if (definition === undefined) return;
    setSaving(true);
    try {
      const trigger =
        begun === undefined
          ? await api.call(routes.createTrigger, { body: definition })
          : await api.call(routes.replaceTrigger, {
              params: { triggerId: begun.triggerId },
              body: definition,
              ifMatch: begun.version,
            });
      await queries.invalidateQueries();
      tell({ id: 'trigger-saved', type: 'success', header: `${trigger.name} was saved` });
      go(links.triggers());
    } catch (error) {
      if (error instanceof ApiProblem) {
        setErrors(Object.fromEntries(error.problem.errors?.map(({ path, message }) => [path, message]) ?? []));
      }
      setProblem(error instanceof Error ? error.message : String(error));
      setSaving(false);
    }
  };
  return (
    <SpaceBetween size="l">
      <BreadcrumbGroup
        items={[
          { text: 'Triggers', href: links.triggers() },
          { text: begun?.name ?? 'New trigger', href: '' },
        ]}
        onFollow={follow}
      />
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => go(links.triggers())}>
              Go back
            </Button>
            <Button
              variant="primary"
              loading={isSaving}
              disabled={isReadOnly}
              disabledReason="You need the permission triggers:write for this."
              onClick={() => void save()}
            >
              Save
            </Button>
          </SpaceBetween>
        }
      >
        {begun?.name ?? 'New trigger'}
      </Header>
      {problem !== undefined && (
        <Alert type="error" header="The trigger was not saved">
          {problem}
        </Alert>
      )}
      <TriggerForm draft={draft} errors={errors} isReadOnly={isReadOnly} onChange={setDraft} />
    </SpaceBetween>
  );
}
