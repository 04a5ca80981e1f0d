import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { commandApiHandler } from '../../functions/api/command-api.ts';
import { readApiHandler } from '../../functions/api/read-api.ts';
import { dependencies } from '../../functions/dependencies.ts';
import { bodyText } from '../../infra/local/emulators/body-text.ts';
import { inProcessClient } from '../../infra/local/emulators/in-process-transport.ts';
import type { LocalService } from '../../infra/local/emulators/local-service.ts';
import type { Route } from '../../shared/contracts/route.ts';
import { anApiRequest, aToken, type Claims } from './an-api-request.ts';
import { apiDeps, type LocalAnswer } from './local-api.ts';
import { localTables } from './local-tables.ts';

export type Wanted = Omit<NonNullable<Parameters<typeof anApiRequest>[0]>, 'claims'>;

/** In every name and text of the tenant that is to be hidden, and nowhere else. */
export const MARKER = 'Zebra';
export const HIDDEN_PROJECT = 'billing';

/** Sees all that is hidden, and nothing else. */
export const OWNER = aToken({ sub: 'zoe', name: `${MARKER} Zoe`, projects: `[${HIDDEN_PROJECT}]` });

/** Step Functions, EventBridge and its Scheduler as far as commands need them: everything is accepted, nothing happens. */
const accepting: LocalService = async ({ headers, body: request }) => {
  const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
  const [status, body] = /StateMachine|Tags/.test(operation)
    ? machineAnswer(operation, bodyText(request))
    : [200, ACCEPTED[operation] ?? {}];
  return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
};
const ACCEPTED: Record<string, unknown> = {
  StartExecution: { executionArn: 'arn:aws:states:local:000000000000:execution:agent-session:x', startDate: 0 },
  StopExecution: { stopDate: 0 },
  PutEvents: { FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] },
};

/** A state machine of the tenant that its name begins with; no other kind of name is one of a machine. */
export const machineOf = (tenant: string, word: string) =>
  `arn:aws:states:local:000000000000:stateMachine:${tenant}-${word}`;

function machineAnswer(operation: string, request: string): [status: number, body: unknown] {
  const [, tenant, word] = /stateMachine:([a-z0-9]+)-(\w+)"/.exec(request) ?? [];
  if (tenant === undefined || ![MARKER, 'Okapi'].includes(word ?? '')) {
    return [400, { __type: operation === 'ListTagsForResource' ? 'ResourceNotFound' : 'StateMachineDoesNotExist' }];
  }
  if (operation === 'ListTagsForResource') return [200, { tags: [{ key: 'agent-sessions:tenant', value: tenant }] }];
  return [200, { type: 'STANDARD', status: 'ACTIVE', definition: '{}', name: 'work', creationDate: 0 }];
}

/** The API over empty tables, to be called as anybody. */
export async function anOpenApi() {
  const tables = await localTables();
  const production = dependencies({
    ...apiDeps(tables),
    stepFunctions: new SFNClient(inProcessClient(accepting)),
    eventBridge: new EventBridgeClient(inProcessClient(accepting)),
    scheduler: new SchedulerClient(inProcessClient(accepting)),
    secretsManager: inProcessClient(accepting),
    random: Math.random,
    newWriteId: randomUUID,
    newValueId: randomUUID,
    bootId: 'test',
  });
  const look = { name: 'look', description: '', inputSchema: { type: 'object' }, hash: 'of look' };
  const deps = { ...production, discoverTools: async () => [look] };
  const serves = { read: readApiHandler(deps), command: commandApiHandler(deps) };

  /** Answers as the function does that the contract names. */
  async function call(route: Route, wanted: Wanted, claims: Claims | null): Promise<LocalAnswer> {
    const path = wanted.path ?? route.path;
    const answer = await serves[route.servedBy](anApiRequest({ method: route.method, ...wanted, path, claims }));
    const { statusCode: status, headers, body } = answer;
    return { status, headers, body: body === '' ? undefined : JSON.parse(body) };
  }

  /** Every item of every table whose key begins with the tenant, but for the count of its requests. */
  async function itemsOf(tenant: string): Promise<Map<string, string>> {
    const items = new Map<string, string>();
    for (const TableName of Object.values(deps.tables)) {
      for await (const { Items = [] } of paginateScan({ client: deps.documentClient }, { TableName })) {
        for (const item of Items) {
          if (TableName === deps.tables.RateLimits || !String(item.pk).startsWith(`T#${tenant}#`)) continue;
          items.set(`${TableName} ${item.pk} ${item.sk ?? ''}`, JSON.stringify(item));
        }
      }
    }
    return items;
  }

  return { deps, call, itemsOf, close: tables.close };
}

export type OpenApi = Awaited<ReturnType<typeof anOpenApi>>;
