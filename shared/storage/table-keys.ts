/** Whatever has a control item, by the letter in its key. */
const CONTROL_KINDS = new Map<string, ControlKind>([
  ['S', 'session'],
  ['J', 'job'],
  ['TRG', 'trigger'],
]);
export type ControlKind = 'session' | 'job' | 'trigger';
export type ControlKey = { kind: ControlKind; tenantId: string; id: string };

/** The only place where keys are built. Every key begins with the tenant. */
export const keys = {
  /** Control item and summary of a session, each in its own table; the partition of its activity. */
  session: (tenantId: string, sessionId: string) => `T#${tenantId}#S#${sessionId}`,
  /** Control item of a job. */
  job: (tenantId: string, jobId: string) => `T#${tenantId}#J#${jobId}`,
  /** What a key of the control table names; undefined: a kind that this version does not know. */
  parseControl: (pk: string): ControlKey | undefined => {
    const [, tenantId = '', letter = '', id = ''] = pk.split('#');
    const kind = CONTROL_KINDS.get(letter);
    return kind && { kind, tenantId, id };
  },
  entry: (seq: number) => `E#${String(seq).padStart(10, '0')}`,
  bodyPart: (bodyId: string, part: number) => `B#${bodyId}#${String(part).padStart(3, '0')}`,

  /** List partitions end in a shard, so that a tenant can be spread without a migration (decision 020). */
  start: (tenantId: string, shard: number) => `T#${tenantId}#START#${shard}`,
  status: (tenantId: string, status: string, shard: number) => `T#${tenantId}#STATUS#${status}#${shard}`,
  agentSessions: (tenantId: string, agentId: string, shard: number) => `T#${tenantId}#AGENT#${agentId}#${shard}`,
  source: (tenantId: string, type: string, name: string, shard: number) =>
    `T#${tenantId}#SOURCE#${type}#${name}#${shard}`,
  project: (tenantId: string, project: string, shard: number) => `T#${tenantId}#PROJECT#${project}#${shard}`,
  /** Sort key of every list: start time, then id. */
  startedSort: (startedAt: string, sessionId: string) => `${startedAt}#${sessionId}`,

  task: (tenantId: string, taskId: string) => `T#${tenantId}#M#${taskId}`,
  taskStatus: (tenantId: string, status: string, shard: number) => `T#${tenantId}#TASKS#${status}#${shard}`,
  /** The tasks of a session or job. */
  tasksOf: (tenantId: string, originId: string) => `T#${tenantId}#TASKS-OF#${originId}`,
  createdSort: (createdAt: string, taskId: string) => `${createdAt}#${taskId}`,

  agents: (tenantId: string) => `T#${tenantId}#AGENTS`,
  agentNames: (tenantId: string) => `T#${tenantId}#AGENT-NAMES`,
  triggers: (tenantId: string) => `T#${tenantId}#TRIGGERS`,
  triggerNames: (tenantId: string) => `T#${tenantId}#TRIGGER-NAMES`,
  /** Sort key of how a trigger's latest firing went: right behind the trigger's own. */
  firingOf: (triggerId: string) => `${triggerId}#FIRED`,
  triggerOfFiring: (sk: string) => (sk.endsWith('#FIRED') ? sk.slice(0, -'#FIRED'.length) : undefined),
  /** Nominates a trigger for the sweeper, beside the control items. */
  dueTrigger: (tenantId: string, triggerId: string) => `T#${tenantId}#TRG#${triggerId}`,
  agentName: (project: string, name: string) => `${project}#${name}`,
  models: (tenantId: string) => `T#${tenantId}#MODELS`,
  workflows: (tenantId: string) => `T#${tenantId}#WORKFLOWS`,
  secrets: (tenantId: string) => `T#${tenantId}#SECRETS`,
  jobs: (tenantId: string) => `T#${tenantId}#JOBS`,
  sources: (tenantId: string) => `T#${tenantId}#SOURCES`,
  sourcesOf: (type: string) => `${type}#`,
  sourceOf: (type: string, name: string, project: string) => `${type}#${name}#${project}`,
  audit: (tenantId: string, recordId: string) => `T#${tenantId}#AUD#${recordId}`,
  auditTrail: (tenantId: string, shard: number) => `T#${tenantId}#AUDIT#${shard}`,
  /** The records that go with a session. */
  auditOf: (tenantId: string, ownerId: string) => `T#${tenantId}#AUDIT-OF#${ownerId}`,
  descendants: (tenantId: string, rootId: string) => `T#${tenantId}#DESCENDANTS#${rootId}`,
  idempotency: (tenantId: string) => `T#${tenantId}#IDEMPOTENCY`,

  /** The user's id comes last: it is any text. */
  userLimit: (tenantId: string, of: string, userId: string) => `T#${tenantId}#LIMIT#${of}#U#${userId}`,
  tenantLimit: (tenantId: string, of: string) => `T#${tenantId}#LIMIT#${of}`,
  /** What a tenant's sessions spend on a day (UTC, `2026-11-23`). */
  tenantDay: (tenantId: string, day: string) => `T#${tenantId}#DAY#${day}`,
  /** Attributes of it: the number of the block that a session leased last, and how much it holds. */
  blockOfDay: (sessionId: string, lease: number) => `BLOCK#${sessionId}#${lease}`,
  heldOfDay: (sessionId: string, lease: number) => `HELD#${sessionId}#${lease}`,
};
