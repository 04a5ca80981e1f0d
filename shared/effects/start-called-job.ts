import * as z from 'zod';
import { callArguments } from '../domain/session/call-arguments.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import type { ToolCallEntry } from '../domain/session/entry.ts';
import type { Failure } from '../domain/session/error-category.ts';
import { inputViolations } from '../domain/workflow/input-violations.ts';
import { withinTime } from '../runtime/within-time.ts';
import type { EffectDeps } from './effect-deps.ts';
import { startJob } from './start-job.ts';

/** What a call of a workflow keeps in its `request`. */
const calledWorkflowSchema = z.object({ workflowId: z.string() });

/** Milliseconds in which an input is checked; a schema without patterns takes less than one. */
const CHECK_MS = 250;
const TOO_LONG = [
  { path: '', message: 'would take too long to check: a pattern of its schema does not come to an end' },
];

/** Starts the job that a workflow's call asked for, linked both ways. Answers why it can't be started. */
export async function startCalledJob(
  control: ControlItem,
  call: ToolCallEntry,
  deps: EffectDeps,
): Promise<Failure | undefined> {
  const failure = await start(control, call, deps);
  if (failure === undefined || call.link === undefined) return failure;
  // A try before may have started it: what has changed since, the workflow deleted or replaced, is no reason any more.
  const job = await deps.jobs.read({ tenantId: control.head.tenantId, jobId: call.link.id });
  return job === undefined ? failure : undefined;
}

async function start({ head }: ControlItem, call: ToolCallEntry, deps: EffectDeps): Promise<Failure | undefined> {
  const { tenantId, sessionId } = head;
  const key = { tenantId, sessionId };
  if (call.link === undefined || call.request === undefined) {
    return { category: 'INTERNAL', message: `The call of ${call.toolName} does not say which workflow it runs.` };
  }
  const { workflowId } = calledWorkflowSchema.parse(JSON.parse(await deps.texts.read(key, call.request)));
  const workflow = await deps.readWorkflow(tenantId, workflowId);
  if (workflow === undefined) {
    const message = `The workflow ${workflowId} that ${call.toolName} runs does not exist any more. Choose another workflow for the tool.`;
    return { category: 'INVALID_DEFINITION', message };
  }
  const input = callArguments(await deps.texts.read(key, call.input)) ?? {};
  // Matching a person's pattern with a model's text may take for ever: that must not hold up anybody else.
  const [first] = withinTime(CHECK_MS, () => inputViolations(workflow, input)) ?? TOO_LONG;
  if (first !== undefined) {
    const where = first.path === '' ? 'it ' : `${first.path}: `;
    const message = `The arguments don't fit the input of the workflow "${workflow.name}": ${where}${first.message}`;
    return { category: 'INVALID_INPUT', message: message.slice(0, 2_000) };
  }
  await startJob(
    {
      ...{ tenantId, jobId: call.link.id, workflow, input, createdBy: head.createdBy },
      from: {
        caller: { kind: 'session', id: sessionId, seq: call.seq },
        depth: head.depth,
        lineage: [...(head.lineage ?? []), sessionId],
        maxDepth: head.limits.maxDepth,
      },
    },
    deps,
  );
  return undefined;
}
