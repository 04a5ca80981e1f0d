import { timingSafeEqual } from 'node:crypto';
import type { JobControl } from '../../shared/domain/workflow/job-control.ts';
import type { EffectDeps } from '../../shared/effects/effect-deps.ts';
import type { JobKey } from '../../shared/storage/job-store.ts';
import { WorkflowError } from './workflow-error.ts';

const JOB_KEY = /^([a-z0-9]{3,32})\.(job_[0-9A-Z]{26})\.[0-9a-f]{32}$/;

/** Where the job of a key is; undefined: it is no job's key. Whether the key is right, only the job tells. */
export function parseJobKey(jobKey: string): JobKey | undefined {
  const [, tenantId, jobId] = JOB_KEY.exec(jobKey) ?? [];
  return tenantId === undefined || jobId === undefined ? undefined : { tenantId, jobId };
}

/** The job that this key opens. */
export async function jobOfKey(jobKey: string, { jobs }: Pick<EffectDeps, 'jobs'>): Promise<JobControl | undefined> {
  const key = parseJobKey(jobKey);
  const job = key && (await jobs.read(key));
  return job !== undefined && isSame(job.head.jobKey, jobKey) ? job : undefined;
}

/** The job for which a state machine's task acts: the tenant comes from it and from nothing else. @throws WorkflowError */
export async function actingJob(jobKey: string, deps: Pick<EffectDeps, 'jobs'>): Promise<JobControl> {
  const job = await jobOfKey(jobKey, deps);
  if (job !== undefined) return job;
  throw new WorkflowError(
    'AgentSession.InvalidJobKey',
    'The jobKey is not the key of a job. Pass on $$.Execution.Input.jobKey, and start the workflow by Agent Sessions: an execution that was started elsewhere has none.',
  );
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
