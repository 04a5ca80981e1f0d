import { randomUUID } from 'node:crypto';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, expect, it } from 'vitest';
import { dependencies } from '../../../functions/dependencies.ts';
import { advanceSessionHandler } from '../../../functions/session-lifecycle/advance-session.ts';
import { agentSchema } from '../../../shared/domain/agent/agent.ts';
import { changeSession } from '../../../shared/effects/change-session.ts';
import { startSession } from '../../../shared/effects/start-session.ts';
import { ada, person } from '../../builders/a-session.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';
import { apiDeps } from '../../builders/local-api.ts';
import { localTables } from '../../builders/local-tables.ts';

mockClient(SFNClient).onAnyCommand().resolves({});
mockClient(EventBridgeClient).onAnyCommand().resolves({});
const tables = await localTables();
afterAll(tables.close);

const region = { region: 'local' };
const base = dependencies({
  ...apiDeps({ documentClient: tables.documentClient }),
  stepFunctions: new SFNClient(region),
  eventBridge: new EventBridgeClient(region),
  scheduler: new SchedulerClient(region),
  random: Math.random,
  newWriteId: randomUUID,
  newValueId: randomUUID,
  bootId: 'boot-1',
});
const key = { tenantId: 'demo', sessionId: base.newId('session') };

/** A model that answers nonsense, and during whose answer a person pauses the session. */
const nonsense: LanguageModelV4 = {
  specificationVersion: 'v4',
  provider: 'test',
  modelId: 'test',
  supportedUrls: {},
  doStream: () => Promise.reject(new Error('not used')),
  doGenerate: async () => {
    await changeSession(key, person('pause'), base);
    throw new Error('this is no answer');
  },
};

it('waits for resume when the last of three unreadable answers comes after a pause, and fails after it', async () => {
  const deps = { ...base, resolveModel: async () => nonsense };
  const stamp = { agentId: 'agt_1', version: 1, createdAt: '', createdBy: ada, updatedAt: '', updatedBy: ada };
  const agent = agentSchema.parse({ ...anAgentDefinition(), ...stamp });
  const trigger = { type: 'MANUAL' as const, source: { name: 'Ada' } };
  await startSession({ ...key, agent, inputs: {}, trigger, createdBy: ada }, deps);
  const advance = advanceSessionHandler(deps);
  const invocation = { requestId: 'r', remainingMs: () => 900_000 };
  const output = await advance({ ...key, run: 1, nonsense: 2 }, invocation);
  expect(output).toMatchObject({ next: 'WAIT_FOR_RESUME' });
  expect(await deps.control.read(key)).toMatchObject({ status: 'PAUSED', live: true });
});
