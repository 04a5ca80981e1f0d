import type { Actor } from '../domain/session/actor.ts';
import type { Caller } from '../domain/session/trigger-origin.ts';
import { createJobControl } from '../domain/workflow/create-job-control.ts';
import type { JobControl } from '../domain/workflow/job-control.ts';
import type { Workflow } from '../domain/workflow/workflow.ts';
import { textsKeyOf } from '../storage/job-store.ts';
import type { EffectDeps } from './effect-deps.ts';
import { JOB_INLINE_BYTES } from './job-texts.ts';
import { performJobEffects } from './perform-job-effects.ts';

/** How deep sessions may call each other where no agent says less (design, section 7). */
const MAX_DEPTH = 5;

export type JobStart = {
  tenantId: string;
  /** Given by the caller: derived from the call that asks, where a repeat must not start twice. */
  jobId: string;
  workflow: Workflow;
  /** Checked by `inputViolations`. */
  input: Record<string, unknown>;
  createdBy: Actor;
  /** The session that asks, with what bounds its tree. */
  from?: { caller: Caller; depth: number; lineage: string[]; maxDepth: number };
};

/** Creates a job and starts its execution. A job of this id that is there already is answered as it is. */
export async function startJob(start: JobStart, deps: EffectDeps): Promise<JobControl> {
  const { tenantId, jobId, workflow, createdBy } = start;
  const { caller, depth, lineage, maxDepth } = start.from ?? {
    ...{ caller: null, depth: 0, lineage: [jobId], maxDepth: MAX_DEPTH },
  };
  const { control, added } = createJobControl({
    ...{ tenantId, jobId, createdBy, caller, depth, lineage, maxDepth },
    jobKey: `${tenantId}.${jobId}.${deps.newSecret()}`,
    workflow: { workflowId: workflow.workflowId, name: workflow.name },
    project: workflow.project,
    stateMachineArn: workflow.stateMachineArn,
    startedAt: deps.clock.now(),
    input: await deps.texts.store(textsKeyOf(start), JSON.stringify(start.input), JOB_INLINE_BYTES),
  });
  control.writeId = deps.newWriteId();
  if (!(await deps.jobs.create(control))) {
    const existing = await deps.jobs.read(start);
    if (existing !== undefined && existing.writeId !== control.writeId) return existing;
  }
  return (await performJobEffects(control, added, deps)) ?? control;
}
