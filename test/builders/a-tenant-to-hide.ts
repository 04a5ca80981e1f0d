import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { commandApiHandler } from '../../functions/api/command-api.ts';
import { readApiHandler } from '../../functions/api/read-api.ts';
import { dependencies } from '../../functions/dependencies.ts';
import { inProcessClient } from '../../infra/local/emulators/in-process-transport.ts';
import type { LocalService } from '../../infra/local/emulators/local-service.ts';
import type { Route } from '../../shared/contracts/route.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { IdKind } from '../../shared/runtime/new-id.ts';
import { anAgentDefinition } from './an-agent.ts';
import { anApiRequest, aToken, type Claims } from './an-api-request.ts';
import { anUndrivenSession } from './beside-a-laptop.ts';
import { apiDeps, type LocalAnswer } from './local-api.ts';
import { localTables } from './local-tables.ts';

export type Wanted = Omit<NonNullable<Parameters<typeof anApiRequest>[0]>, 'claims'>;
export type Ids = Record<IdKind, string[]>;

/** In every name and text of the tenant that is to be hidden, and nowhere else. */
export const MARKER = 'Zebra';
export const HIDDEN_PROJECT = 'billing';

/** Sees all that is hidden, and nothing else. */
export const OWNER = aToken({ sub: 'zoe', name: `${MARKER} Zoe`, projects: `[${HIDDEN_PROJECT}]` });

/** Step Functions and EventBridge as far as commands need them: everything is accepted, nothing happens. */
const accepting: LocalService = async ({ headers }) => {
  const operation = String(headers['x-amz-target']).split('.').at(-1) ?? '';
  const body = ACCEPTED[operation] ?? {};
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
};
const ACCEPTED: Record<string, unknown> = {
  StartExecution: { executionArn: 'arn:aws:states:local:000000000000:execution:agent-session:x', startDate: 0 },
  StopExecution: { stopDate: 0 },
  PutEvents: { FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] },
};

/** The API over empty tables, to be called as anybody. */
export async function anOpenApi() {
  const tables = await localTables();
  const deps = dependencies({
    ...apiDeps(tables),
    stepFunctions: new SFNClient(inProcessClient(accepting)),
    eventBridge: new EventBridgeClient(inProcessClient(accepting)),
    random: Math.random,
    newWriteId: randomUUID,
    bootId: 'test',
  });
  const serves = { read: readApiHandler(deps), command: commandApiHandler(deps) };

  /** Answers as the function does that the contract names. */
  async function call(route: Route, wanted: Wanted, claims: Claims | null): Promise<LocalAnswer> {
    const path = wanted.path ?? route.path;
    const answer = await serves[route.servedBy](anApiRequest({ method: route.method, ...wanted, path, claims }));
    const { statusCode: status, headers, body } = answer;
    return { status, headers, body: body === '' ? undefined : JSON.parse(body) };
  }

  /** Every item of every table whose key begins with the tenant. */
  async function itemsOf(tenant: string): Promise<Map<string, string>> {
    const items = new Map<string, string>();
    for (const TableName of Object.values(deps.tables)) {
      for await (const { Items = [] } of paginateScan({ client: deps.documentClient }, { TableName })) {
        for (const item of Items) {
          if (!String(item.pk).startsWith(`T#${tenant}#`)) continue;
          items.set(`${TableName} ${item.pk} ${item.sk ?? ''}`, JSON.stringify(item));
        }
      }
    }
    return items;
  }

  return { deps, call, itemsOf, close: tables.close };
}

export type OpenApi = Awaited<ReturnType<typeof anOpenApi>>;

/** One or more objects of every kind, for whom the claims are; their ids by kind. */
export async function seedObjects({ deps, call }: OpenApi, claims: Claims, word: string): Promise<Ids> {
  const tenantId = String(claims.tenant);
  const [project = ''] = String(claims.projects).replace(/[[\]]/g, '').split(' ');
  const create = async (route: Route, body: unknown) => {
    const answer = await call(route, { body }, claims);
    if (answer.status >= 300) throw new Error(`${route.operationId} answered ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const agent = async (name: string) => {
    const definition = anAgentDefinition({ name: `${word} ${name}`, project, instructions: `${word} orders.` });
    return (await create(routes.createAgent, definition)).agentId as string;
  };
  const agents = [await agent('desk'), await agent('watch')];
  const name = `${word} person`;
  await deps.putSource(tenantId, { type: 'MANUAL', name, project });
  const sessions: string[] = [];
  for (const status of ['RUNNING', 'PAUSED', 'COMPLETED', 'FAILED', 'CANCELED'] as const) {
    const head = {
      ...{
        tenantId,
        project,
        agent: { agentId: agents[0]!, name: `${word} desk` },
        prompt: { text: `${word} orders.` },
      },
      ...{ trigger: { type: 'MANUAL' as const, source: { name } }, createdBy: { userId: 'zoe', name } },
    };
    sessions.push(await anUndrivenSession(deps, status, 'inferring', head));
  }
  return { agent: agents, session: sessions, trigger: [], task: [], workflow: [], job: [] };
}
