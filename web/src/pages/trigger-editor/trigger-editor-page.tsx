import Button from '@cloudscape-design/components/button';
import { useParams } from '@tanstack/react-router';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { TriggerAnswer } from '../../../../shared/contracts/trigger-routes.ts';
import { useApi, useApiQuery } from '../../api-client/use-api.ts';
import { Loading } from '../../design-system/loading.tsx';
import { ReadProblem } from '../../design-system/read-problem.tsx';
import { useGo } from '../../design-system/use-follow.ts';
import { DeleteButton } from '../../editing/delete-button.tsx';
import { EditorFrame } from '../../editing/editor-frame.tsx';
import { useDraft } from '../../editing/use-draft.ts';
import { useSaving } from '../../editing/use-saving.ts';
import { useUnsavedGuard } from '../../editing/use-unsaved-guard.ts';
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
  const go = useGo();
  const { may } = useMe();
  const editing = useDraft(saved, NEW_TRIGGER, triggerDraftOf);
  const { begun, draft, setDraft, isChanged, noteSaved } = editing;
  const letGo = useUnsavedGuard(isChanged);
  const { save, isSaving, errors, problem } = useSaving(draft);
  const whyNot = may('triggers:write') ? undefined : 'You need the permission triggers:write for this.';
  const leave = () => {
    letGo();
    go(links.triggers());
  };
  const saveIt = async () => {
    const trigger = await save(draftedTrigger(draft), (body) =>
      begun === undefined
        ? api.call(routes.createTrigger, { body })
        : api.call(routes.replaceTrigger, { params: { triggerId: begun.triggerId }, body, ifMatch: begun.version }),
    );
    if (trigger === undefined) return;
    noteSaved(trigger, draft);
    leave();
  };
  return (
    <EditorFrame
      what="trigger"
      list={{ text: 'Triggers', href: links.triggers() }}
      editing={editing}
      problem={problem}
      buttons={
        <>
          <Button variant="link" onClick={() => go(links.triggers())}>
            Go back
          </Button>
          {begun !== undefined && (
            <DeleteButton
              what="trigger"
              name={begun.name}
              consequence="It starts nothing any more. The sessions that it started stay."
              disabledReason={whyNot}
              onDelete={() =>
                api.send(routes.deleteTrigger, { params: { triggerId: begun.triggerId }, ifMatch: begun.version })
              }
              onDeleted={leave}
            />
          )}
          <Button
            variant="primary"
            loading={isSaving}
            disabled={whyNot !== undefined}
            disabledReason={whyNot}
            onClick={() => void saveIt()}
          >
            Save
          </Button>
        </>
      }
    >
      <TriggerForm draft={draft} errors={errors} isReadOnly={whyNot !== undefined} onChange={setDraft} />
    </EditorFrame>
  );
}
