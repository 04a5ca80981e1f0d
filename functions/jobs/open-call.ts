import type { JobCallPayload } from '../../shared/contracts/job-payloads.ts';
import type { JobRefusal } from '../../shared/domain/workflow/job-command.ts';
import type { JobCall, JobControl } from '../../shared/domain/workflow/job-control.ts';
import type { EffectDeps } from '../../shared/effects/effect-deps.ts';
import { commandJob } from '../../shared/effects/perform-job-effects.ts';
import { derivedId } from '../../shared/runtime/derived-id.ts';
import { WorkflowError } from './workflow-error.ts';

/** The id of what a task of the state machine asks for: the same for every try of the same state. */
export function calledId(
  kind: 'session' | 'task',
  { head }: JobControl,
  { state, key = '' }: Pick<JobCallPayload, 'state' | 'key'>,
): string {
  const at = Date.parse(state.enteredTime);
  return derivedId(kind, at, head.tenantId, head.jobId, state.name, state.enteredTime, key);
}

type Asked = Pick<JobCall, 'id' | 'kind' | 'request' | 'input' | 'failOnFailure'>;

/** Opens what the state machine's task asks for, and keeps the token by which it waits. @throws WorkflowError */
export async function openCall(
  { head }: JobControl,
  asked: Asked,
  { token, state }: JobCallPayload,
  deps: EffectDeps,
): Promise<void> {
  const command = { type: 'open_call' as const, ...asked, token: { value: token, order: state.retry } };
  const decision = await commandJob(head, command, deps);
  if (decision?.refused !== undefined) throw refusalOf(decision.refused, state.name, head.jobId);
}

function refusalOf({ why }: JobRefusal, stateName: string, jobId: string): WorkflowError {
  switch (why) {
    case 'SAME_NAME':
      return new WorkflowError(
        'AgentSession.InvalidInput',
        `Another task of the state "${stateName}" asked at the same time. Give each a \`key\` of its own, such as the index of its item in a Map.`,
      );
    case 'TOO_MANY_CALLS':
      return new WorkflowError(
        'AgentSession.TooManySessions',
        `The job ${jobId} has asked for as many sessions and manual tasks as one may. Split the workflow into several.`,
      );
    default:
      return new WorkflowError(
        'AgentSession.InvalidJobKey',
        `The job ${jobId} has ended: its key opens nothing any more. Run the workflow again.`,
      );
  }
}
