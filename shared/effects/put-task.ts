import { auditOfTask } from '../domain/audit/session-audit.ts';
import { type TaskState, type TaskStatus, taskRequestSchema } from '../domain/manual-task/manual-task.ts';
import { findCall, taskIdOf } from '../domain/session/calls.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import type { ToolCallEntry } from '../domain/session/entry.ts';
import type { StoredText } from '../domain/session/stored-text.ts';
import type { SessionKey } from '../storage/control-store.ts';
import type { EffectDeps } from './effect-deps.ts';

/** Shows the manual task of a call as its session has it now. A call that is gone was projected before, closed. */
export async function putTask(control: ControlItem, seq: number, deps: EffectDeps): Promise<void> {
  const call = findCall(control, seq);
  const taskId = call && taskIdOf(call);
  if (call === undefined || taskId === undefined) return;
  const { tenantId } = control.head;
  if (control.deleted !== undefined) return deps.projections.putTaskTombstone({ tenantId, taskId, v: control.version });
  await showTask(await taskStateOf(control, call, taskId, deps.texts), deps);
}

/** Shows a task as its judge has it now, tells the bus, and records who completed it. */
export async function showTask(
  state: TaskState,
  { projections, events, putAudit }: Pick<EffectDeps, 'projections' | 'events' | 'putAudit'>,
): Promise<void> {
  await projections.putTask(state);
  await events.taskChanged(state);
  const record = auditOfTask(state);
  if (record !== undefined) await putAudit(record);
}

/** The state of the task that `call` asks for. */
export async function taskStateOf(
  { head }: ControlItem,
  call: ToolCallEntry,
  taskId: string,
  texts: EffectDeps['texts'],
): Promise<TaskState> {
  const { tenantId, sessionId, project, agent } = head;
  const key = { tenantId, sessionId };
  const { form, ...asked } = await readRequest(key, call, texts);
  const status = statusOf(call);
  const done = status === 'COMPLETED';
  return {
    ...{ tenantId, taskId, v: call.v, project, status, ...asked },
    origin: { kind: 'session', id: sessionId, seq: call.seq, name: agent.name, toolName: call.toolName },
    createdAt: call.at,
    form: form && (await texts.store(key, JSON.stringify(form))),
    input: call.input,
    output: done ? outputOf(call) : undefined,
    closedAt: status === 'OPEN' ? undefined : (call.completion?.at ?? call.endedAt),
    completedBy: done ? call.completion?.by : undefined,
  };
}

async function readRequest(key: SessionKey, call: ToolCallEntry, { read }: EffectDeps['texts']) {
  const stored = call.approval?.request ?? call.request;
  if (stored === undefined)
    throw new Error(`The call ${call.seq} of ${key.sessionId} does not say what a person is asked.`);
  return taskRequestSchema.parse(JSON.parse(await read(key, stored)));
}

function statusOf({ approval, state }: ToolCallEntry): TaskStatus {
  if (approval?.decision !== undefined) return 'COMPLETED';
  if (state === 'WAITING') return 'OPEN';
  return approval === undefined && state === 'SUCCEEDED' ? 'COMPLETED' : 'CANCELED';
}

/** An approval is the output of its own task; the call's own output is what the tool answered. */
function outputOf({ approval, output }: ToolCallEntry): StoredText | undefined {
  if (approval?.decision === undefined) return output;
  const { approved, reason } = approval.decision;
  return { text: JSON.stringify({ approved, reason }) };
}
