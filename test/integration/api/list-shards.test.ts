import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { shardOf } from '../../../shared/domain/scale/list-shards.ts';
import { TRIGGER_TYPES } from '../../../shared/domain/session/trigger-origin.ts';
import { type Environment, readEnvironment } from '../../../shared/runtime/environment.ts';
import { auditStore } from '../../../shared/storage/audit-store.ts';
import { manualTaskStore } from '../../../shared/storage/manual-task-store.ts';
import { summaryStore } from '../../../shared/storage/summary-store.ts';
import { aSessionId, aSummary, STARTED_AT } from '../../builders/a-summary.ts';
import { anApiRequest, aToken } from '../../builders/an-api-request.ts';
import { apiDeps, localApi } from '../../builders/local-api.ts';
import { localTables } from '../../builders/local-tables.ts';

const tables = await localTables();
afterAll(() => tables.close());
const summaries = summaryStore({ documentClient: tables.documentClient, table: 'Sessions' });
const withShards = (shards: number): Environment => readEnvironment({ LIST_SHARDS: `{"*":${shards}}` });
const apis = new Map<number, ReturnType<typeof localApi>>();
/** One for each number: every new one takes a part of each request bucket for itself. */
function api(shards: number): ReturnType<typeof localApi> {
  const known = apis.get(shards) ?? localApi(apiDeps({ ...tables, environment: withShards(shards) }));
  apis.set(shards, known);
  return known;
}
let tenants = 0;
function newTenant(): string {
  tenants += 1;
  return `tenant${tenants}`;
}

/** Every page of a list, by its cursors; the number of shards may grow from page to page. */
async function pagesOf(tenant: string, path: string, query: Record<string, string>, shards: number[]) {
  const items: { sessionId: string; taskId: string; recordId: string }[] = [];
  let cursor: string | null = null;
  for (let page = 0; page === 0 || cursor !== null; page += 1) {
    const call = api(shards[Math.min(page, shards.length - 1)]!);
    const asked: Record<string, string> = cursor === null ? query : { ...query, cursor };
    const answer = await call(anApiRequest({ path, query: asked, claims: aToken({ tenant }) }));
    expect(answer.status).toBe(200);
    items.push(...answer.body.items);
    cursor = answer.body.nextCursor;
  }
  return items;
}
const sessionsOf = async (tenant: string, query: Record<string, string>, ...shards: number[]) =>
  (await pagesOf(tenant, '/sessions', query, shards)).map(({ sessionId }) => sessionId);

/** How many entries an index has in the first so many shards of a list. */
async function countOf(index: string, attribute: string, tenant: string, list: string, shards: number) {
  const answers = await Promise.all(
    Array.from({ length: shards }, (_, shard) =>
      tables.documentClient.send(
        new QueryCommand({
          ...{ TableName: 'Sessions', IndexName: index, KeyConditionExpression: '#pk = :pk' },
          ...{ ExpressionAttributeNames: { '#pk': attribute } },
          ExpressionAttributeValues: { ':pk': `T#${tenant}#${list}#${shard}` },
        }),
      ),
    ),
  );
  return answers.reduce((sum, { Items = [] }) => sum + Items.length, 0);
}

/** A session as it is put while its tenant has so many shards. */
function aSession(tenantId: string, number: number, shards: number) {
  const sessionId = aSessionId(number);
  return aSummary({
    ...{ tenantId, sessionId, startedAt: STARTED_AT + Math.floor(number / 3), project: ['ops', 'sales'][number % 2]! },
    status: number % 3 === 0 ? 'RUNNING' : 'COMPLETED',
    agent: { agentId: `agt_${number % 4}`, name: 'Order desk' },
    trigger: { type: TRIGGER_TYPES[number % 6]!, source: { name: ['Ada', 'nightly'][number % 2]! } },
    listShard: shardOf(sessionId, shards) || undefined,
  });
}

async function aTenantWith(count: number, shardsOf: (number: number) => number): Promise<string> {
  const tenant = newTenant();
  await Promise.all(
    Array.from({ length: count }, (_, number) => summaries.putSummary(aSession(tenant, number, shardsOf(number)))),
  );
  return tenant;
}
const newestFirst = (count: number, isIn: (number: number) => boolean = () => true) =>
  Array.from({ length: count }, (_, number) => number)
    .filter(isIn)
    .reverse()
    .map(aSessionId);

describe('a list over several shards', () => {
  it.each([
    [{}, () => true],
    [{ status: 'RUNNING' }, (number: number) => number % 3 === 0],
    [{ status: 'RUNNING,COMPLETED' }, () => true],
    [{ agentId: 'agt_2' }, (number: number) => number % 4 === 2],
    [{ source: 'nightly' }, (number: number) => number % 2 === 1],
    [{ project: 'ops' }, (number: number) => number % 2 === 0],
  ])('holds what the filter %j says, in order, each once', async (filter, isIn) => {
    const tenant = await aTenantWith(100, () => 7);
    expect(await sessionsOf(tenant, { ...filter, limit: '9' } as Record<string, string>, 7)).toEqual(
      newestFirst(100, isIn),
    );
  });

  it('is as it was when the number of shards grows, between pages too', async () => {
    const tenant = await aTenantWith(60, (number) => (number < 40 ? 1 : 4));
    expect(await sessionsOf(tenant, { limit: '8' }, 4)).toEqual(newestFirst(60));
    const old = await aTenantWith(60, () => 1);
    expect(await sessionsOf(old, { limit: '8' }, 1, 1, 4, 4, 64)).toEqual(newestFirst(60));
  });

  it('loses a session that is deleted, whatever its shard', async () => {
    const tenant = await aTenantWith(30, (number) => (number < 10 ? 1 : 5));
    const gone = new Set([3, 12, 13, 14, 15, 16, 29]);
    for (const number of gone) await summaries.putTombstone({ tenantId: tenant, sessionId: aSessionId(number), v: 2 });
    expect(await countOf('byStart', 'startPartition', tenant, 'START', 5)).toBe(23);
    expect(await sessionsOf(tenant, { limit: '7' }, 5)).toEqual(newestFirst(30, (number) => !gone.has(number)));
  });

  it('visits everything once, in any order, whatever the shards, the page and the rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 1, max: 100 }),
        fc.boolean(),
        async (count, shards, limit, ascending) => {
          const tenant = await aTenantWith(count, () => shards);
          const query = { limit: String(limit), sort: ascending ? 'startedAt' : '-startedAt' };
          const expected = newestFirst(count);
          expect(await sessionsOf(tenant, query, shards)).toEqual(ascending ? expected.reverse() : expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is that of tasks and of the audit trail too', async () => {
    const tenant = newTenant();
    const numbers = Array.from({ length: 24 }, (_, number) => number);
    for (const [shards, some] of [
      [1, numbers.slice(0, 12)],
      [6, numbers.slice(12)],
    ] as const) {
      const { documentClient } = tables;
      const { LIST_SHARDS: listShards } = withShards(shards);
      const tasks = manualTaskStore({ documentClient, table: 'ManualTasks', clock: { now: () => 0 }, listShards });
      const audit = auditStore({ documentClient, table: 'Audit', listShards });
      for (const number of some) {
        const taskId = aSessionId(number).replace('ses_', 'mtk_');
        await tasks.putTask({
          ...{ tenantId: tenant, taskId, v: 1, project: 'default', status: 'OPEN', title: 'T', description: '' },
          ...{ origin: { kind: 'job', id: 'job_1', name: 'W' }, createdAt: STARTED_AT + number, input: { text: '{}' } },
        });
        await audit.putAudit({
          ...{
            tenantId: tenant,
            recordId: `record-${number}`,
            at: STARTED_AT + number,
            actor: null,
            action: 'startSession',
          },
          ...{ object: { kind: 'session', id: `s${number}` }, ownerId: `s${number}`, via: { kind: 'deployment' } },
        });
      }
    }
    const open = await pagesOf(tenant, '/manual-tasks', { limit: '5' }, [6]);
    expect(open.map(({ taskId }) => taskId)).toEqual(numbers.map((n) => aSessionId(n).replace('ses_', 'mtk_')));
    const trail = await pagesOf(tenant, '/audit', { limit: '5' }, [6]);
    expect(trail.map(({ recordId }) => recordId)).toEqual([...numbers].reverse().map((n) => `record-${n}`));
  });
});
