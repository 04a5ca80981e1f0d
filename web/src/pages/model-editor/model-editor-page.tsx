import Button from '@cloudscape-design/components/button';
import { useParams } from '@tanstack/react-router';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { RegisteredModel } from '../../../../shared/domain/model/registered-model.ts';
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
import { draftedModel, modelDraftOf, NEW_MODEL } from './model-draft.ts';
import { ModelForm } from './model-form.tsx';

/** A model that is registered, to be changed. */
export function ModelEditorPage() {
  const { modelKey } = useParams({ from: '/models/$modelKey' });
  const { data, error, refetch } = useApiQuery(routes.getModel, { params: { modelKey } });
  if (data !== undefined) return <ModelEditor key={modelKey} saved={data} />;
  if (error === null) return <Loading what="model" />;
  return <ReadProblem what="model" error={error} onRetry={() => void refetch()} />;
}

/** A model that is not registered yet. */
export function NewModelPage() {
  return <ModelEditor saved={undefined} />;
}

function ModelEditor({ saved }: { saved: RegisteredModel | undefined }) {
  const api = useApi();
  const go = useGo();
  const { may } = useMe();
  const editing = useDraft(saved, NEW_MODEL, modelDraftOf);
  const { begun, draft, setDraft, isChanged, noteSaved } = editing;
  const letGo = useUnsavedGuard(isChanged);
  const { save, isSaving, errors, problem } = useSaving(draft);
  const whyNot = may('agents:write') ? undefined : 'You need the permission agents:write for this.';
  const leave = () => {
    letGo();
    go(links.models());
  };
  const saveIt = async () => {
    const model = await save(draftedModel(draft), (body) =>
      begun === undefined
        ? api.call(routes.createModel, { body })
        : api.call(routes.replaceModel, { params: { modelKey: begun.modelKey }, body, ifMatch: begun.version }),
    );
    if (model === undefined) return;
    noteSaved(model, draft);
    leave();
  };
  return (
    <EditorFrame
      what="model"
      list={{ text: 'Models', href: links.models() }}
      editing={editing}
      problem={problem}
      buttons={
        <>
          <Button variant="link" onClick={() => go(links.models())}>
            Go back
          </Button>
          {begun !== undefined && (
            <DeleteButton
              what="model"
              name={begun.name}
              consequence="Agents can go on using it, but without prices: sessions that start from then on show no cost. Disable it instead if nobody is to use it."
              disabledReason={whyNot}
              onDelete={() =>
                api.send(routes.deleteModel, { params: { modelKey: begun.modelKey }, ifMatch: begun.version })
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
      <ModelForm
        draft={draft}
        errors={errors}
        isReadOnly={whyNot !== undefined}
        isRegistered={begun !== undefined}
        onChange={setDraft}
      />
    </EditorFrame>
  );
}
