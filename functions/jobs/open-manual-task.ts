import { openManualTaskPayloadSchema } from '../../shared/contracts/job-payloads.ts';
import { brokenSchema } from '../../shared/domain/agent/broken-schema.ts';
import type { EffectDeps } from '../../shared/effects/effect-deps.ts';
import { storeJobText } from '../../shared/effects/job-texts.ts';
import { lambda } from '../lambda.ts';
import { actingJob } from './job-of-key.ts';
import { calledId, openCall } from './open-call.ts';
import { parsePayload, WorkflowError } from './workflow-error.ts';

/** A state of a workflow opens a task in the Work Center and waits, by its task token, until a person completes it. */
export function openManualTaskHandler(deps: EffectDeps) {
  return async (event: unknown): Promise<void> => {
    const payload = parsePayload(openManualTaskPayloadSchema, event);
    const { title, description, form, assignee } = payload;
    const [broken] = form === undefined ? [] : brokenSchema(form);
    if (broken !== undefined) {
      const where = broken.path === '' ? 'form' : `form.${broken.path}`;
      throw new WorkflowError('AgentSession.InvalidInput', `${where}: ${broken.message}`.slice(0, 2_000));
    }
    const job = await actingJob(payload.jobKey, deps);
    const [request, input] = await Promise.all([
      storeJobText(job.head, JSON.stringify({ title, description, form, assignee }), deps),
      storeJobText(job.head, JSON.stringify(payload.input), deps),
    ]);
    const id = calledId('task', job, payload);
    await openCall(job, { id, kind: 'manual_task', request, input }, payload, deps);
  };
}

export const handler = lambda(openManualTaskHandler);
