import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { type Dependencies, dependencies } from '../../functions/dependencies.ts';
import { createTables } from '../../infra/local/emulators/dynamodb/create-tables.ts';
import { openDynamoDb } from '../../infra/local/emulators/dynamodb/open-dynamodb.ts';
import { inProcessClient } from '../../infra/local/emulators/in-process-transport.ts';
import { withoutWire } from '../../infra/local/emulators/without-wire.ts';
import type { TableName } from '../../shared/contracts/tables.ts';
import { agentSchema } from '../../shared/domain/agent/agent.ts';
import { newTrigger } from '../../shared/domain/trigger/change-trigger.ts';
import { triggerDefinitionSchema } from '../../shared/domain/trigger/trigger.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { newUlidId } from '../../shared/runtime/new-id.ts';
import { tableNames } from '../../shared/runtime/table-names.ts';
import { agentStore } from '../../shared/storage/agent-store.ts';
import { documentClient } from '../../shared/storage/document-client.ts';
import { keys } from '../../shared/storage/table-keys.ts';
import { anAgentDefinition } from '../builders/an-agent.ts';

const ada = { userId: 'ada', name: 'Ada' };
const TENANT = 'acme';
const AGENT_ID = 'agt_1';
const TRIGGER_ID = 'trg_1';
/** Where nobody answers: no client is to be called. */
const UNREACHABLE = { region: 'local', endpoint: 'http://127.0.0.1:9' };

/** An event trigger with what firing it needs, on tables in memory. Runs are noted and go no further; nobody hears events. */
export async function firingProduct() {
  // A buffer in the pool keeps its slab of 64 KB: what the tables in memory hold would take eight times as much.
  const { poolSize } = Buffer;
  Buffer.poolSize = 0;
  const dynamoDb = await openDynamoDb({ path: undefined });
  const client = withoutWire(new DynamoDBClient(inProcessClient(dynamoDb.serve)));
  await createTables(client);
  const environment = readEnvironment({});
  const [documents, tables] = [documentClient(client), tableNames(environment)];
  /** The sessions of which a run was started. */
  const runs: string[] = [];
  const deps: Dependencies = {
    ...dependencies({
      ...{ environment, documentClient: documents, tables, clock: systemClock, logger: silentLogger },
      stepFunctions: new SFNClient(UNREACHABLE),
      eventBridge: new EventBridgeClient(UNREACHABLE),
      scheduler: new SchedulerClient(UNREACHABLE),
      ...{ random: Math.random, newId: newUlidId, newWriteId: randomUUID, newValueId: randomUUID, bootId: undefined },
    }),
    executions: {
      start: async ({ sessionId }) => void runs.push(sessionId),
      stop: async () => undefined,
      sendToken: async () => undefined,
    },
    events: { statusChanged: async () => undefined, taskChanged: async () => undefined },
  };
  const now = systemClock.now();
  await putAgentAndTrigger(deps, now);

  return {
    deps,
    runs,
    /** What the trigger's rule sends for the event of that number, each time the same. */
    delivery: (number: number) => ({
      ...{ type: 'EVENT', tenantId: TENANT, triggerId: TRIGGER_ID },
      event: {
        ...{ id: randomUUID(), source: 'shop', 'detail-type': 'Order placed', time: new Date(now).toISOString() },
        resources: [`tenant/${TENANT}`, `event/order-${number}`],
        detail: { order: { id: `A-${number}` } },
      },
    }),
    /** The sessions that have an item in a table. */
    async sessionIds(table: TableName): Promise<Set<string>> {
      const ids = new Set<string>();
      const pages = paginateScan({ client: documents }, { TableName: tables[table], ProjectionExpression: 'pk' });
      for await (const { Items = [] } of pages) {
        for (const { pk } of Items) {
          const key = keys.parseControl(String(pk));
          if (key?.kind === 'session') ids.add(key.id);
        }
      }
      return ids;
    },
    async close(): Promise<void> {
      Buffer.poolSize = poolSize;
      await dynamoDb.close();
    },
  };
}

async function putAgentAndTrigger(deps: Dependencies, now: number): Promise<void> {
  const inputSchema = { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] };
  const written = anAgentDefinition({ instructions: 'Look at {{ order }}.', inputSchema });
  const at = new Date(now).toISOString();
  const times = { createdAt: at, createdBy: ada, updatedAt: at, updatedBy: ada };
  const agent = agentSchema.parse({ ...written, agentId: AGENT_ID, version: 1, ...times });
  const { documentClient, tables, clock } = deps;
  await agentStore({ documentClient, table: tables.Catalog, clock }).create(TENANT, agent);
  const definition = triggerDefinitionSchema.parse({
    ...{ type: 'EVENT', name: 'Orders', agentId: AGENT_ID },
    event: { pattern: { source: ['shop'] }, inputsFrom: { order: '$.detail.order.id' } },
  });
  const write = { now, writeId: deps.newWriteId(), by: ada };
  await deps.triggers.create(TENANT, newTrigger(TRIGGER_ID, { definition, project: 'default' }, write));
}
