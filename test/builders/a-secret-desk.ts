import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { commandApiHandler } from '../../functions/api/command-api.ts';
import { readApiHandler } from '../../functions/api/read-api.ts';
import { type Dependencies, dependencies } from '../../functions/dependencies.ts';
import { inProcessClient } from '../../infra/local/emulators/in-process-transport.ts';
import type { LocalService } from '../../infra/local/emulators/local-service.ts';
import { openSecretsManager } from '../../infra/local/emulators/secrets-manager/open-secrets-manager.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { newUlidId } from '../../shared/runtime/new-id.ts';
import { tableNames } from '../../shared/runtime/table-names.ts';
import { secretReader } from '../../shared/storage/secret-reader.ts';
import { secretStore } from '../../shared/storage/secret-store.ts';
import { anApiRequest, aToken, type Claims } from './an-api-request.ts';
import type { LocalAnswer } from './local-api.ts';
import { localTables } from './local-tables.ts';

const unreachable: LocalService = () => Promise.reject(new Error('nobody is asked here'));

/** The API over the emulated tables and the emulated Secrets Manager, whose calls can be made to fail. */
export async function aSecretDesk({ toolHostsAllowed = '' } = {}) {
  const tables = await localTables();
  const folder = mkdtempSync(join(tmpdir(), 'agent-sessions-secrets-'));
  const at = { now: Date.UTC(2026, 10, 23, 9) };
  const clock = { now: () => at.now, delay: async () => {} };
  const secretsManager = openSecretsManager({
    ...{ secretsFile: join(folder, 'secrets.encrypted'), keyFile: join(folder, 'key'), given: undefined },
    ...{ clock, account: '000000000000', region: 'local' },
  });
  /** What happens in place of an operation of Secrets Manager, or around it. */
  const faults = new Map<string, (go: () => ReturnType<LocalService>) => ReturnType<LocalService>>();
  const asked: string[] = [];
  const service: LocalService = (request) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    asked.push(operation);
    const go = () => secretsManager.service(request);
    return faults.get(operation)?.(go) ?? go();
  };
  const logged: string[] = [];
  const log = (event: string, fields?: Record<string, unknown>) => void logged.push(shown({ event, ...fields }));
  const environment = readEnvironment({ TOOL_HOSTS_ALLOWED: toolHostsAllowed });
  const deps: Dependencies = dependencies({
    ...tables,
    tables: tableNames(environment),
    environment,
    clock,
    newId: newUlidId,
    logger: { info: log, warn: log, error: log },
    stepFunctions: new SFNClient(inProcessClient(unreachable)),
    eventBridge: new EventBridgeClient(inProcessClient(unreachable)),
    scheduler: new SchedulerClient(inProcessClient(unreachable)),
    secretsManager: { ...inProcessClient(service), maxAttempts: 1 },
    random: Math.random,
    newWriteId: randomUUID,
    newValueId: randomUUID,
    bootId: 'test',
  });
  const serves = { read: readApiHandler(deps), command: commandApiHandler(deps) };

  /** One request, by default of an admin of `acme`. */
  async function call(
    method: string,
    path: string,
    {
      claims = aToken(),
      ...request
    }: {
      body?: unknown;
      rawBody?: string;
      headers?: Record<string, string>;
      query?: Record<string, string>;
      claims?: Claims;
    } = {},
  ): Promise<LocalAnswer> {
    const handler = method === 'GET' ? serves.read : serves.command;
    const { statusCode, headers, body } = await handler(anApiRequest({ method, path, ...request, claims }));
    return { status: statusCode, headers, body: body === '' ? undefined : JSON.parse(body) };
  }

  const store = secretStore({ documentClient: deps.documentClient, table: deps.tables.Catalog });
  return {
    at,
    asked,
    faults,
    logged,
    deps,
    call,
    /** Reads as Advance does, over all its calls. */
    reader: secretReader({ secrets: store, vault: deps.secretVault, clock }),
    /** As a new process of Advance reads it, with nothing in its memory. */
    read: async (name: string, tenantId = 'acme') => {
      const reader = secretReader({ secrets: store, vault: deps.secretVault, clock });
      const secret = await reader.readSecret(tenantId, name);
      return secret && { value: secret.value, origin: secret.origin };
    },
    close: () => {
      rmSync(folder, { recursive: true });
      return tables.close();
    },
  };
}

function shown(fields: Record<string, unknown>): string {
  return JSON.stringify(fields, (_, value) =>
    value instanceof Error ? { ...value, message: value.message, stack: value.stack, cause: value.cause } : value,
  );
}
