import * as z from 'zod';
import { checkedInputs } from '../domain/agent/checked-inputs.ts';
import type { JobControl } from '../domain/workflow/job-control.ts';
import { textsKeyOf } from '../storage/job-store.ts';
import type { EffectDeps } from './effect-deps.ts';
import { commandJob } from './perform-job-effects.ts';
import { startSession } from './start-session.ts';

/** What a job's call of an agent keeps in its `request`. */
export const jobSessionRequestSchema = z.object({ agentId: z.string(), inputs: z.record(z.string(), z.unknown()) });

/**
 * Starts the session that a job asked for. run-agent checked it before; an agent that was deleted or changed meanwhile fails
 * the state that waits, with the reason.
 */
export async function startJobSession({ head, calls }: JobControl, callId: string, deps: EffectDeps): Promise<void> {
  const call = calls.find(({ id }) => id === callId);
  if (call?.state !== 'OPEN') return;
  const request = jobSessionRequestSchema.parse(JSON.parse(await deps.texts.read(textsKeyOf(head), call.request)));
  const agent = await deps.readAgent(head.tenantId, request.agentId);
  const { inputs, violations } = agent === undefined ? noInputs : checkedInputs(agent, request.inputs);
  if (agent === undefined || violations.length > 0) {
    const cause = `The agent ${request.agentId} was ${agent === undefined ? 'deleted' : 'changed'} before its session started.`;
    const error = agent === undefined ? 'AgentSession.AgentNotFound' : 'AgentSession.InvalidInput';
    return failCall(head, callId, { error, cause }, deps);
  }
  const started = await startSession(
    {
      ...{ tenantId: head.tenantId, sessionId: callId, inputs, lineage: head.lineage, depth: head.depth + 1 },
      agent: { ...agent, limits: { ...agent.limits, maxDepth: Math.min(agent.limits.maxDepth, head.maxDepth) } },
      trigger: { type: 'JOB', source: { name: head.workflow.name, id: head.workflow.workflowId } },
      createdBy: head.createdBy,
      caller: { kind: 'job', id: head.jobId },
    },
    deps,
  );
  if (started?.refused === undefined) return;
  await failCall(head, callId, { error: 'AgentSession.InvalidInput', cause: started.refused.message }, deps);
}

async function failCall(
  head: JobControl['head'],
  id: string,
  failure: { error: string; cause: string },
  deps: EffectDeps,
): Promise<void> {
  const result = { status: 'failed' as const, output: { text: 'null' }, failure };
  await commandJob(head, { type: 'resolve_session', id, result }, deps);
}

const noInputs = { inputs: {}, violations: [] };
