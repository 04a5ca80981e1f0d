import type { Agent, ModelChoice } from '../domain/agent/agent.ts';
import type { AuditRecord } from '../domain/audit/audit-record.ts';
import type { TaskState } from '../domain/manual-task/manual-task.ts';
import type { RegisteredModel } from '../domain/model/registered-model.ts';
import type { ListShards } from '../domain/scale/list-shards.ts';
import type { SessionSummary } from '../domain/session/session-summary.ts';
import type { StoredText } from '../domain/session/stored-text.ts';
import type { JobSummary } from '../domain/workflow/job-summary.ts';
import type { Workflow } from '../domain/workflow/workflow.ts';
import type { SessionKey } from '../storage/control-store.ts';
import type { JobStore } from '../storage/job-store.ts';
import type { ShownEntry } from '../storage/shown-entry.ts';
import type { TenantBudget } from '../storage/tenant-budget-store.ts';
import type { Spans } from '../telemetry/span.ts';
import type { ChangeDeps } from './change-session.ts';
import type { Executions } from './executions.ts';
import type { JobExecutions } from './job-executions.ts';
import type { LifecycleEvents } from './lifecycle-events.ts';

/** What performing effects needs beside changing sessions. */
export type EffectDeps = ChangeDeps & {
  /** Where the spans of sessions and of their calls go; absent: nobody receives any. */
  spans?: Spans | undefined;
  executions: Executions;
  /** Control items of jobs. */
  jobs: JobStore;
  jobExecutions: JobExecutions;
  events: LifecycleEvents;
  projections: {
    putSummary: (summary: SessionSummary) => Promise<void>;
    putTombstone: (tombstone: SessionKey & { v: number }) => Promise<void>;
    putEntry: (key: SessionKey, entry: ShownEntry) => Promise<void>;
    putTask: (task: TaskState) => Promise<void>;
    /** In place of a task whose session is deleted. */
    putTaskTombstone: (task: { tenantId: string; taskId: string; v: number }) => Promise<void>;
    /** The same for every task of a deleted session; `v`: the version of its control item. */
    removeTasks: (session: SessionKey & { v: number }) => Promise<void>;
    putJob: (job: JobSummary) => Promise<void>;
    /** Removes the records of a deleted session from the audit trail, all but that of its deletion. */
    purgeAudit: (key: SessionKey) => Promise<void>;
    /** Removes entries and bodies. It may stop in the middle with an error, and goes on when it is called again. */
    purge: (key: SessionKey) => Promise<void>;
  };
  texts: {
    /** Keeps a text: in place up to `inlineBytes`, else under its own key. */
    store: (key: SessionKey, text: string, inlineBytes?: number) => Promise<StoredText>;
    read: (key: SessionKey, stored: StoredText) => Promise<string>;
  };
  /** Puts a record of an accepted command into the audit trail; the same again changes nothing. */
  putAudit: (record: AuditRecord) => Promise<void>;
  /** Into how many partitions the lists of a tenant are spread. */
  listShards: ListShards;
  /** Days after which ended sessions delete themselves; absent: never. */
  retentionDays: number | undefined;
  /** The tenant's budget of the day, from which sessions lease. */
  tenantBudget: TenantBudget;
  /** Notes who or what starts sessions, for the list's filter. */
  putSource: (tenantId: string, source: { type: string; name: string; project: string }) => Promise<void>;
  readAgent: (tenantId: string, agentId: string) => Promise<Agent | undefined>;
  /** What the tenant's registry says of a model; undefined: nothing, it can be used all the same. */
  findModel: (
    tenantId: string,
    choice: Pick<ModelChoice, 'provider' | 'modelId'>,
  ) => Promise<RegisteredModel | undefined>;
  readWorkflow: (tenantId: string, workflowId: string) => Promise<Workflow | undefined>;
  /** 32 hexadecimal digits that nobody can guess. */
  newSecret: () => string;
  /** Counts a session among the descendants of the first one of its tree, once. False: there are `most` already. */
  reserveDescendant: (descendant: {
    tenantId: string;
    rootId: string;
    sessionId: string;
    most: number;
  }) => Promise<boolean>;
  /** Told of an effect that failed; it stays in the outbox for the sweeper. */
  reportFailure: (message: string, facts: Record<string, unknown>) => void;
};
