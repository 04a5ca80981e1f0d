import { NotFound } from '../../../shared/contracts/refusal.ts';
import type { Identity } from '../../../shared/domain/access/identity.ts';
import { seesProject } from '../../../shared/domain/access/sees-project.ts';
import type { ManualTask } from '../../../shared/domain/manual-task/manual-task.ts';
import { manualTaskStore } from '../../../shared/storage/manual-task-store.ts';
import { type ReadDeps, sessionReads } from '../sessions/session-reads.ts';

/** A task of a project that the caller may see, read strongly. @throws NotFound */
export async function visibleTask(taskId: string, caller: Identity, deps: ReadDeps): Promise<ManualTask> {
  const task = await taskStore(deps).getTask({ tenantId: caller.tenantId, taskId });
  if (task === undefined || !seesProject(caller, task.project)) throw taskNotFound(taskId);
  return task;
}

/** The same, if whoever asked for it is still there: of a deleted session no task is found, purged or not. @throws NotFound */
export async function findTask(taskId: string, caller: Identity, deps: ReadDeps): Promise<ManualTask> {
  const task = await visibleTask(taskId, caller, deps);
  const { tenantId, origin } = task;
  // Jobs are never deleted.
  if (origin.kind === 'job') return task;
  const summary = await sessionReads(deps).summaries.getSummary({ tenantId, sessionId: origin.id });
  if (summary === undefined) throw taskNotFound(taskId);
  return task;
}

export function taskStore({ documentClient, tables, clock, environment }: ReadDeps) {
  return manualTaskStore({ documentClient, table: tables.ManualTasks, clock, listShards: environment.LIST_SHARDS });
}

export function taskNotFound(taskId: string): NotFound {
  return new NotFound('manual task', taskId.slice(0, 100));
}
