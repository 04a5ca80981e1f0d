import { randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll } from 'vitest';
import { type Dependencies, dependencies, type Surroundings } from '../../functions/dependencies.ts';
import type { ControlItem } from '../../shared/domain/session/control-item.ts';
import type { SessionStatus } from '../../shared/domain/session/session-status.ts';
import { performEffect } from '../../shared/effects/perform-effect.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { newUlidId } from '../../shared/runtime/new-id.ts';
import { tableNames } from '../../shared/runtime/table-names.ts';
import { documentClient } from '../../shared/storage/document-client.ts';
import { sessionIn } from './a-session.ts';

const MACHINE_ARN = 'arn:aws:states:local:000000000000:stateMachine:agent-session';

/**
 * The product's parts in the test, on a laptop's own tables and executions by way of its AWS endpoint: for a clock that is
 * ahead, a part that fails, and for sessions that no execution drives.
 */
export function besideLaptop(address: string, more: Partial<Surroundings> = {}): Dependencies {
  const access = {
    endpoint: address,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const clients = [
    new DynamoDBClient(access),
    new SFNClient(access),
    new EventBridgeClient(access),
    new SchedulerClient(access),
  ] as const;
  afterAll(() => {
    for (const client of clients) client.destroy();
  });
  const environment = readEnvironment({ STATE_MACHINE_ARN: MACHINE_ARN });
  return dependencies({
    environment,
    documentClient: documentClient(clients[0]),
    tables: tableNames(environment),
    stepFunctions: clients[1],
    eventBridge: clients[2],
    scheduler: clients[3],
    clock: systemClock,
    random: Math.random,
    newId: newUlidId,
    newWriteId: randomUUID,
    newValueId: randomUUID,
    logger: silentLogger,
    bootId: 'beside',
    ...more,
  });
}

/** A session in the given status that no execution drives: it stays there until somebody acts. Shown as it is. */
export async function anUndrivenSession(
  deps: Dependencies,
  status: SessionStatus,
  work: 'in flight' | 'inferring' = 'inferring',
  head: Partial<ControlItem['head']> = {},
): Promise<string> {
  const built = sessionIn(status, work);
  const sessionId = newUlidId('session');
  const control: ControlItem = {
    ...built,
    head: { ...built.head, sessionId, startedAt: Date.now(), ...head },
    effects: [],
    dueAt: undefined,
  };
  await deps.control.create(control);
  const now = Date.now();
  await performEffect(control, { kind: 'PUT_SUMMARY', v: control.version, at: now }, deps);
  for (const { seq } of control.entries) {
    await performEffect(control, { kind: 'PUT_ENTRY', seq, v: control.version, at: now }, deps);
  }
  return sessionId;
}

/** Every item of every table, as JSON; what is kept compressed is unpacked. */
export async function everyItem(deps: Dependencies): Promise<string[]> {
  const items: string[] = [];
  for (const table of Object.values(deps.tables)) {
    for await (const page of paginateScan({ client: deps.documentClient }, { TableName: table })) {
      items.push(...(page.Items ?? []).map((item) => JSON.stringify({ table, ...item }, unpacked)));
    }
  }
  return items;
}

function unpacked(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? gunzipSync(value).toString() : value;
}
