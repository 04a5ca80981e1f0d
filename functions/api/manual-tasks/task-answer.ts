import type { ManualTaskResponse, TaskText } from '../../../shared/contracts/manual-task-routes.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import { assigneeOf, type ManualTask } from '../../../shared/domain/manual-task/manual-task.ts';
import { isRecord, parsedJson } from '../../../shared/domain/session/call-arguments.ts';
import type { StoredText } from '../../../shared/domain/session/stored-text.ts';
import { BodyMissing } from '../../../shared/storage/body-store.ts';
import type { SessionKey } from '../../../shared/storage/control-store.ts';
import { answerBytes, MOST_ANSWER_BYTES } from '../sessions/answer-size.ts';
import { isoTime } from '../sessions/session-row.ts';
import { taskNotFound } from './find-task.ts';

/** Texts of the task that were read whole; of the others only those that its item holds are shown. */
type WholeTexts = Partial<Record<TaskText, string>>;

/** A task with the texts that its item holds itself; the long ones are null, and named in `truncated`. */
export function taskAnswer(task: ManualTask, caller: Identity, whole: WholeTexts = {}): ManualTaskResponse {
  const { taskId, title, description, status, createdAt, closedAt, completedBy = null } = task;
  const truncated = textsOf(task).flatMap(([name, stored]) =>
    'body' in stored && whole[name] === undefined ? [name] : [],
  );
  const shown = (name: TaskText) => jsonValue(task[name], whole[name]);
  const form = shown('form');
  return {
    ...{ taskId, title, description, status },
    form: isRecord(form) ? form : null,
    input: shown('input'),
    output: shown('output'),
    assignee: assigneeOf(task) ?? null,
    createdAt: isoTime(createdAt),
    completedAt: status === 'COMPLETED' && closedAt !== undefined ? isoTime(closedAt) : null,
    completedBy,
    origin: originAnswer(task, caller),
    ...(truncated.length === 0 ? {} : { truncated }),
  };
}

/**
 * A task with all its texts; where that would pass what an answer can hold, as `taskAnswer` shows it.
 * @throws NotFound when its session was deleted meanwhile.
 */
export async function wholeTaskAnswer(
  task: ManualTask,
  caller: Identity,
  read: (key: SessionKey, stored: StoredText) => Promise<string>,
): Promise<ManualTaskResponse> {
  const key = textsKeyOf(task);
  const readText = async ([name, stored]: [TaskText, StoredText]) => [name, await read(key, stored)] as const;
  try {
    const whole: WholeTexts = Object.fromEntries(await Promise.all(textsOf(task).map(readText)));
    const answer = taskAnswer(task, caller, whole);
    return answerBytes(answer) > MOST_ANSWER_BYTES ? taskAnswer(task, caller) : answer;
  } catch (error) {
    if (error instanceof BodyMissing) throw taskNotFound(task.taskId);
    throw error;
  }
}

/** Where the texts of a task are: among those of the session or job that asks. */
export function textsKeyOf({ tenantId, origin }: Pick<ManualTask, 'tenantId' | 'origin'>): SessionKey {
  return { tenantId, sessionId: origin.id };
}

function textsOf({ form, input, output }: ManualTask): [TaskText, StoredText][] {
  const texts: [TaskText, StoredText | undefined][] = [
    ['form', form],
    ['input', input],
    ['output', output],
  ];
  return texts.flatMap(([name, stored]) => (stored === undefined ? [] : [[name, stored]]));
}

/** What is no JSON stays text. */
function jsonValue(stored: StoredText | undefined, whole: string | undefined): unknown {
  const text = whole ?? (stored !== undefined && 'text' in stored ? stored.text : undefined);
  if (text === undefined) return null;
  const value = parsedJson(text);
  return value === undefined ? text : value;
}

/** Who may not see the session or job is told its kind and id only. */
function originAnswer({ origin, project }: ManualTask, caller: Identity): ManualTaskResponse['origin'] {
  const { kind, id, name, toolName } = origin;
  const permission = kind === 'session' ? 'sessions:read' : 'workflows:read';
  if (!caller.permissions.includes(permission) || !seesProject(caller, project)) return { kind, id, visible: false };
  return { kind, id, ...(kind === 'session' ? { agentName: name } : {}), toolName, visible: true };
}
