import { InvalidRequest } from '../../../shared/contracts/refusal.ts';
import type { workflowRoutes } from '../../../shared/contracts/workflow-routes.ts';
import { inputViolations } from '../../../shared/domain/workflow/input-violations.ts';
import { jobSummaryOf } from '../../../shared/domain/workflow/job-summary.ts';
import { startJob } from '../../../shared/effects/start-job.ts';
import { withinTime } from '../../../shared/runtime/within-time.ts';
import type { Dependencies } from '../../dependencies.ts';
import type { Operation } from '../http/operation.ts';
import { findWorkflow } from './find-workflow.ts';
import { wholeJobAnswer } from './job-answer.ts';

/** Milliseconds in which an input is checked; a schema without patterns takes less than one. */
const CHECK_MS = 250;

/** Starts a job. What its state machine can't take is the end of the job, not of the request: the answer shows it. */
export const runWorkflow: Operation<typeof workflowRoutes.runWorkflow, Dependencies> = async (
  { params, body, caller },
  deps,
) => {
  const workflow = await findWorkflow(params.workflowId, caller, deps);
  const input = body?.input ?? {};
  // Matching a person's pattern with a text may take for ever: that must not hold up anybody else.
  const violations = withinTime(CHECK_MS, () => inputViolations(workflow, input)) ?? [
    { path: '', message: 'A pattern of the input schema takes too long to match it.' },
  ];
  if (violations.length > 0) {
    const errors = violations.map(({ path, message }) => ({ path: path === '' ? 'input' : `input.${path}`, message }));
    throw new InvalidRequest(`The input doesn't fit the workflow "${workflow.name}".`, errors);
  }
  const createdBy = { userId: caller.userId, name: caller.name };
  const start = { tenantId: caller.tenantId, jobId: deps.newId('job'), workflow, input, createdBy };
  const job = await startJob(start, deps);
  return { body: await wholeJobAnswer(jobSummaryOf(job), caller, deps) };
};
