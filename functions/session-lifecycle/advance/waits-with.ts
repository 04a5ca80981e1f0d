import { needsApproval } from '../../../shared/domain/agent/needs-approval.ts';
import type { Tool } from '../../../shared/domain/agent/tool.ts';
import { askedPerson, cutTitle } from '../../../shared/domain/manual-task/asked-of-a-person.ts';
import type { TaskRequest } from '../../../shared/domain/manual-task/manual-task.ts';
import { callArguments } from '../../../shared/domain/session/call-arguments.ts';
import type { ProposedCall } from '../../../shared/domain/session/control-item.ts';
import type { StoredText } from '../../../shared/domain/session/stored-text.ts';
import { argumentsHash } from '../../../shared/effects/arguments-hash.ts';
import type { IdKind } from '../../../shared/runtime/new-id.ts';

/** What a person answers who is asked for an approval. */
const APPROVAL_FORM = {
  type: 'object',
  properties: {
    approved: { type: 'boolean', title: 'Approved' },
    reason: { type: 'string', title: 'Reason', description: 'The agent is told it when you refuse.', maxLength: 2_000 },
  },
  required: ['approved'],
  additionalProperties: false,
};

export type WaitingFor = {
  tool: Tool;
  /** The arguments as the model wrote them. */
  input: string;
  /** The same id whenever it is asked for the same call. */
  idFor: (kind: IdKind) => string;
  store: (text: string) => Promise<StoredText>;
};

/** What a call needs that somebody else does, or has to approve first: its link, and what it asks for. */
export async function waitsWith({ tool, input, idFor, store }: WaitingFor) {
  const kept = async (request: unknown) => store(JSON.stringify(request));
  const waits: Pick<ProposedCall, 'link' | 'request' | 'approval'> = {};
  if (tool.kind === 'manual_task') {
    waits.link = { kind: 'manual_task', id: idFor('task') };
    waits.request = await kept(taskOf(tool, input));
  } else if (tool.kind === 'agent') {
    waits.link = { kind: 'session', id: idFor('session') };
    waits.request = await kept({ agentId: tool.agentId });
  } else if (tool.kind === 'workflow') {
    waits.link = { kind: 'job', id: idFor('job') };
    waits.request = await kept({ workflowId: tool.workflowId });
  }
  if (needsApproval(tool)) {
    const request = await kept(approvalOf(tool));
    waits.approval = { taskId: idFor('task'), argumentsHash: argumentsHash(input), request };
  }
  return waits;
}

/** The model may give the task a title of its own by an argument `title`; else it has the tool's name. */
function taskOf(
  { name, description, form, assignee }: Extract<Tool, { kind: 'manual_task' }>,
  input: string,
): TaskRequest {
  const { title: given } = callArguments(input) ?? {};
  const title = typeof given === 'string' ? cutTitle(given) : '';
  return { title: title === '' ? readable(name) : title, description, form, assignee: askedPerson(assignee) };
}

function approvalOf({ name, description, destructive }: Tool): TaskRequest {
  const warning = destructive === true ? ' The tool is labelled destructive.' : '';
  const about = description === '' ? '' : ` What the tool does: ${description}`;
  return {
    title: `Approve: ${readable(name)}`,
    description: `The agent asks to call ${name} with exactly the arguments shown as input.${warning}${about}`,
    form: APPROVAL_FORM,
  };
}

/** `open_change-window` becomes "Open change window". */
function readable(name: string): string {
  const words = name.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
