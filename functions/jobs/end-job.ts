import * as z from 'zod';
import { executionEndedSchema } from '../../shared/contracts/job-payloads.ts';
import { parsedJson } from '../../shared/domain/session/call-arguments.ts';
import { jobStatusSchema } from '../../shared/domain/workflow/job-status.ts';
import type { EffectDeps } from '../../shared/effects/effect-deps.ts';
import { endOfJob } from '../../shared/effects/end-of-job.ts';
import { type ExecutionState, executionArnOf } from '../../shared/effects/job-executions.ts';
import { lambda } from '../lambda.ts';
import { jobOfKey } from './job-of-key.ts';

type Ended = z.infer<typeof executionEndedSchema>['detail'];

const inputSchema = z.object({ jobKey: z.string() });

/**
 * EventBridge tells that an execution ended whose name begins like a job's. Its input has the job's key; what the event left
 * out is asked for. An execution that is no job's, though it is named like one, is nobody's business.
 */
export function endJobHandler(deps: EffectDeps) {
  return async (event: unknown): Promise<void> => {
    const { detail } = executionEndedSchema.parse(event);
    const state = await stateOf(detail, deps);
    const input = inputSchema.safeParse(parsedJson(state.input ?? ''));
    const job = input.success ? await jobOfKey(input.data.jobKey, deps) : undefined;
    if (job === undefined || executionArnOf(job.head) !== detail.executionArn) return;
    await endOfJob(job, state, deps);
  };
}

/** What the event says, or what the execution says where the event leaves something out. */
async function stateOf(detail: Ended, deps: EffectDeps): Promise<ExecutionState> {
  const status = jobStatusSchema.parse(detail.status);
  const [input, output] = [detail.input ?? undefined, detail.output ?? undefined];
  const [error, cause] = [detail.error ?? undefined, detail.cause ?? undefined];
  const told = { status, input, output, error, cause };
  if (input !== undefined && (status === 'SUCCEEDED' ? output : (error ?? cause)) !== undefined) return told;
  const { stateMachineArn, name } = detail;
  const described = await deps.jobExecutions.describe({ stateMachineArn, jobId: name });
  // A description may lag behind the event: the status that was told holds.
  return described === undefined ? told : { ...described, status };
}

export const handler = lambda(endJobHandler);
