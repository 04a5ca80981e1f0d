import { type JobCallPayload, runAgentPayloadSchema } from '../../shared/contracts/job-payloads.ts';
import { checkedInputs } from '../../shared/domain/agent/checked-inputs.ts';
import { whyNotUsable } from '../../shared/domain/model/why-not-usable.ts';
import type { JobControl } from '../../shared/domain/workflow/job-control.ts';
import type { EffectDeps } from '../../shared/effects/effect-deps.ts';
import { storeJobText } from '../../shared/effects/job-texts.ts';
import { MOST_DESCENDANTS } from '../../shared/effects/start-called-session.ts';
import { lambda } from '../lambda.ts';
import { actingJob } from './job-of-key.ts';
import { calledId, openCall } from './open-call.ts';
import { parsePayload, WorkflowError } from './workflow-error.ts';

type RunAgentPayload = JobCallPayload & { agentId: string; inputs: Record<string, unknown>; failOnFailure: boolean };

/**
 * A state of a workflow runs an agent and waits, by its task token, for the end of the session. What it can't start is the
 * state's error (see WorkflowError).
 */
export function runAgentHandler(deps: EffectDeps) {
  return async (event: unknown): Promise<void> => {
    const payload = parsePayload(runAgentPayloadSchema, event);
    const job = await actingJob(payload.jobKey, deps);
    const id = calledId('session', job, payload);
    const isRepeat = job.calls.some((call) => call.id === id);
    if (!isRepeat) await admit(job, id, payload, deps);
    const { agentId, inputs, failOnFailure } = payload;
    const request = await storeJobText(job.head, JSON.stringify({ agentId, inputs }), deps);
    await openCall(job, { id, kind: 'session', request, failOnFailure }, payload, deps);
  };
}

/** Lets a session pass that can be started. @throws WorkflowError */
async function admit(
  { head }: JobControl,
  sessionId: string,
  { agentId, inputs }: RunAgentPayload,
  deps: EffectDeps,
): Promise<void> {
  const agent = await deps.readAgent(head.tenantId, agentId);
  if (agent === undefined) {
    throw new WorkflowError('AgentSession.AgentNotFound', `There is no agent ${agentId}. Name another in \`agentId\`.`);
  }
  const [first] = checkedInputs(agent, inputs).violations;
  if (first !== undefined) {
    const where = first.path === '' ? 'inputs' : `inputs.${first.path}`;
    const message = `The inputs don't fit the agent "${agent.name}": ${where}: ${first.message}`;
    throw new WorkflowError('AgentSession.InvalidInput', message.slice(0, 2_000));
  }
  const unusable = whyNotUsable(await deps.findModel(head.tenantId, agent.model));
  if (unusable !== undefined) throw new WorkflowError('AgentSession.InvalidInput', unusable);
  if (head.depth >= head.maxDepth) {
    const message = `Agents may call each other ${head.maxDepth} deep, through workflows too, and the session that started the job ${head.jobId} is at ${head.depth}.`;
    throw new WorkflowError('AgentSession.TooDeep', message);
  }
  const rootId = head.lineage[0] ?? head.jobId;
  const most = MOST_DESCENDANTS;
  if (!(await deps.reserveDescendant({ tenantId: head.tenantId, rootId, sessionId, most }))) {
    const message = `${rootId} has ${most} descendants already: the session was not started. Run fewer agents, or the workflow once more.`;
    throw new WorkflowError('AgentSession.TooManySessions', message);
  }
}

export const handler = lambda(runAgentHandler);
