/** A DynamoDB table as data: CDK deploys it, the laptop creates it, storage names it. */
export type Table = {
  key: Key;
  indexes: Record<string, Index>;
  /** Attribute with the epoch second after which DynamoDB may delete the item. */
  expiry?: string;
};
type Key = { partition: Attribute; sort?: Attribute };
type Attribute = { name: string; type: 'S' | 'N' };
type Index = Key & {
  /** `KEYS`, or the attributes copied into the index: slow ones only, so that steps never write an index. */
  projects: 'KEYS' | readonly string[];
};

const pk: Attribute = { name: 'pk', type: 'S' };
const sk: Attribute = { name: 'sk', type: 'S' };
const startedSort: Attribute = { name: 'startedSort', type: 'S' };
const filterable = ['sessionId', 'status', 'agentId', 'agentName', 'project', 'triggerType', 'sourceName'] as const;

/** The tables of design section 6. Every key but the due index's begins with the tenant. */
export const TABLES = {
  SessionControl: {
    key: { partition: pk },
    indexes: {
      due: { partition: { name: 'dueShard', type: 'N' }, sort: { name: 'dueAt', type: 'N' }, projects: 'KEYS' },
    },
    expiry: 'expiresAt',
  },
  Sessions: {
    key: { partition: pk },
    indexes: {
      byStart: { partition: { name: 'startPartition', type: 'S' }, sort: startedSort, projects: filterable },
      byStatus: { partition: { name: 'statusPartition', type: 'S' }, sort: startedSort, projects: filterable },
      byAgent: { partition: { name: 'agentPartition', type: 'S' }, sort: startedSort, projects: filterable },
      bySource: { partition: { name: 'sourcePartition', type: 'S' }, sort: startedSort, projects: filterable },
      byProject: { partition: { name: 'projectPartition', type: 'S' }, sort: startedSort, projects: filterable },
    },
  },
  Activity: { key: { partition: pk, sort: sk }, indexes: {} },
  ManualTasks: {
    key: { partition: pk },
    indexes: {
      byStatus: {
        partition: { name: 'statusPartition', type: 'S' },
        sort: { name: 'createdSort', type: 'S' },
        projects: ['project', 'assignee', 'claimedBy'],
      },
      /** The tasks of a session, for its purge. */
      byOrigin: { partition: { name: 'originPartition', type: 'S' }, projects: 'KEYS' },
    },
    expiry: 'expiresAt',
  },
  Audit: {
    key: { partition: pk },
    indexes: {
      byTime: {
        partition: { name: 'timePartition', type: 'S' },
        sort: { name: 'atSort', type: 'S' },
        projects: ['actorId', 'action', 'objectId', 'project'],
      },
      /** The records that go with a deleted session. */
      byOwner: { partition: { name: 'ownerPartition', type: 'S' }, projects: 'KEYS' },
    },
  },
  Catalog: { key: { partition: pk, sort: sk }, indexes: {}, expiry: 'expiresAt' },
  /** Token buckets of users and tenants: apart, so that readers may write here and nowhere else. */
  RateLimits: { key: { partition: pk }, indexes: {}, expiry: 'expiresAt' },
} as const satisfies Record<string, Table>;

export type TableName = keyof typeof TABLES;

/** The environment variable by which CDK tells a function a table's name. */
export function tableVariable(table: TableName): string {
  return `TABLE_${table.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}`;
}
