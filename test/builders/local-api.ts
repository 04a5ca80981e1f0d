import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { commandApiHandler } from '../../functions/api/command-api.ts';
import type { ApiDeps } from '../../functions/api/http/api-deps.ts';
import type { ApiEvent } from '../../functions/api/http/http-event.ts';
import { readApiHandler } from '../../functions/api/read-api.ts';
import { type Dependencies, dependencies } from '../../functions/dependencies.ts';
import { readEnvironment } from '../../shared/runtime/environment.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { newUlidId } from '../../shared/runtime/new-id.ts';
import { tableNames } from '../../shared/runtime/table-names.ts';

export type LocalAnswer = {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as they come.
  body: any;
};

/** What operations are given in tests: the emulated tables, a clock that stands until it is moved, no log. */
export function apiDeps(deps: Pick<ApiDeps, 'documentClient'> & Partial<ApiDeps>): ApiDeps {
  return {
    tables: tableNames(readEnvironment({})),
    clock: { now: () => Date.UTC(2026, 10, 23, 9), delay: async () => {} },
    newId: newUlidId,
    logger: silentLogger,
    environment: readEnvironment({}),
    ...deps,
  };
}

/** Nothing is started or published: what tests of the API alone do not need answers nobody. */
function allDeps(deps: ApiDeps): Dependencies {
  const unreachable = {
    region: 'local',
    endpoint: 'http://127.0.0.1:9',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const [stepFunctions, eventBridge] = [new SFNClient(unreachable), new EventBridgeClient(unreachable)];
  const scheduler = new SchedulerClient(unreachable);
  return dependencies({
    ...deps,
    stepFunctions,
    eventBridge,
    scheduler,
    random: Math.random,
    newWriteId: randomUUID,
    newValueId: randomUUID,
    bootId: 'test',
  });
}

/** Both API functions behind one door, as the gateway stands before them. `others`: in place of what they are given else. */
export function localApi(deps: ApiDeps, others: Partial<Dependencies> = {}): (event: ApiEvent) => Promise<LocalAnswer> {
  const [read, command] = [readApiHandler(deps), commandApiHandler({ ...allDeps(deps), ...others })];
  return async (event) => {
    const handler = event.requestContext.http.method === 'GET' ? read : command;
    const { statusCode, headers, body } = await handler(event);
    return { status: statusCode, headers, body: body === '' ? undefined : JSON.parse(body) };
  };
}
