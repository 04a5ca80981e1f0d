import type * as z from 'zod';
import { workflowViolations } from '../../../../shared/domain/workflow/check-workflow.ts';
import { type Workflow, workflowDefinitionSchema } from '../../../../shared/domain/workflow/workflow.ts';
import { createJsonReader, type Drafted } from '../../editing/drafted.ts';
import { plainComplaint } from '../../editing/plain-complaint.ts';

/** A workflow while it is edited; JSON is text until it is saved. */
export type WorkflowDraft = {
  name: string;
  description: string;
  project: string;
  stateMachineArn: string;
  /** JSON. */
  inputSchema: string;
};

export const NEW_WORKFLOW: WorkflowDraft = {
  name: '',
  description: '',
  project: 'default',
  stateMachineArn: '',
  inputSchema: '{\n  "type": "object",\n  "properties": {}\n}',
};

/** A workflow as a draft. */
export function workflowDraftOf({ name, description, project, stateMachineArn, inputSchema }: Workflow): WorkflowDraft {
  return { name, description, project, stateMachineArn, inputSchema: JSON.stringify(inputSchema, null, 2) };
}

type Body = z.input<typeof workflowDefinitionSchema>;

/** Reads a draft by the rules that the service applies, but for the state machine's own: only AWS knows those. */
export function draftedWorkflow({ inputSchema, stateMachineArn, ...draft }: WorkflowDraft): Drafted<Body> {
  const errors: Record<string, string> = {};
  const schema = createJsonReader(errors)('inputSchema', inputSchema);
  if (stateMachineArn.trim() === '') errors.stateMachineArn = 'Write the ARN of the state machine.';
  const written = {
    ...draft,
    stateMachineArn: stateMachineArn.trim(),
    ...(schema !== undefined && { inputSchema: schema }),
  };
  const parsed = workflowDefinitionSchema.safeParse(written, { error: plainComplaint });
  const found = parsed.success
    ? workflowViolations(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  for (const { path, message } of found) errors[path] ??= message;
  if (!parsed.success || Object.keys(errors).length > 0) return { errors };
  return { definition: parsed.data };
}
