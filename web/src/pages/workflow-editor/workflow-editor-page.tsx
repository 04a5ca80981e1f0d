import Button from '@cloudscape-design/components/button';
import { useParams } from '@tanstack/react-router';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { Workflow } from '../../../../shared/domain/workflow/workflow.ts';
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
import { draftedWorkflow, NEW_WORKFLOW, workflowDraftOf } from './workflow-draft.ts';
import { WorkflowForm } from './workflow-form.tsx';

/** A workflow that is registered, to be changed. */
export function WorkflowEditorPage() {
  const { workflowId } = useParams({ from: '/workflows/$workflowId' });
  const { data, error, refetch } = useApiQuery(routes.getWorkflow, { params: { workflowId } });
  if (data !== undefined) return <WorkflowEditor key={workflowId} saved={data} />;
  if (error === null) return <Loading what="workflow" />;
  return <ReadProblem what="workflow" error={error} onRetry={() => void refetch()} />;
}

/** A workflow that is not registered yet. */
export function NewWorkflowPage() {
  return <WorkflowEditor saved={undefined} />;
}

function WorkflowEditor({ saved }: { saved: Workflow | undefined }) {
  const api = useApi();
  const go = useGo();
  const { may } = useMe();
  const editing = useDraft(saved, NEW_WORKFLOW, workflowDraftOf);
  const { begun, draft, setDraft, isChanged, noteSaved } = editing;
  const letGo = useUnsavedGuard(isChanged);
  const { save, isSaving, errors, problem } = useSaving(draft);
  const whyNot = may('workflows:write') ? undefined : 'You need the permission workflows:write for this.';
  const leave = () => {
    letGo();
    go(links.workflows());
  };
  const saveIt = async () => {
    const workflow = await save(draftedWorkflow(draft), (body) =>
      begun === undefined
        ? api.call(routes.createWorkflow, { body })
        : api.call(routes.replaceWorkflow, { params: { workflowId: begun.workflowId }, body, ifMatch: begun.version }),
    );
    if (workflow === undefined) return;
    noteSaved(workflow, draft);
    leave();
  };
  return (
    <EditorFrame
      what="workflow"
      list={{ text: 'Workflows', href: links.workflows() }}
      editing={editing}
      problem={problem}
      buttons={
        <>
          <Button variant="link" onClick={() => go(links.workflows())}>
            Go back
          </Button>
          {begun !== undefined && (
            <DeleteButton
              what="workflow"
              name={begun.name}
              consequence="Its jobs stay, and those that run go on. The state machine stays too."
              disabledReason={whyNot}
              onDelete={() =>
                api.send(routes.deleteWorkflow, { params: { workflowId: begun.workflowId }, ifMatch: begun.version })
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
      <WorkflowForm draft={draft} errors={errors} isReadOnly={whyNot !== undefined} onChange={setDraft} />
    </EditorFrame>
  );
}
