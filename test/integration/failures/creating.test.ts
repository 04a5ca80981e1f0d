import { describe, expect, it } from 'vitest';
import { type Agent, agentSchema } from '../../../shared/domain/agent/agent.ts';
import { startCalledSession } from '../../../shared/effects/start-called-session.ts';
import { startSession } from '../../../shared/effects/start-session.ts';
import { newUlidId } from '../../../shared/runtime/new-id.ts';
import type { SessionKey } from '../../../shared/storage/control-store.ts';
import { asksFor, type Json } from '../../builders/a-caller.ts';
import { aHandDrivenService } from '../../builders/a-hand-driven-service.ts';
import { ada } from '../../builders/a-session.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';

const service = await aHandDrivenService();
const { deps } = service;

const helper = anAgent('agt_helper', [{ text: 'helped' }]);
const caller = anAgent(
  'agt_caller',
  [asksFor(['help', {}]), { text: 'done' }],
  [{ kind: 'agent', name: 'help', agentId: 'agt_helper', inputSchema: { type: 'object' } }],
);

describe('a called session whose creation is disturbed', () => {
  it('is created by the next invocation when the one before could not', async () => {
    const key = await starts(caller);
    deps.readAgent = () => Promise.reject(new Error('The table is throttled.'));
    expect(await service.advance(key)).toMatchObject({ next: 'BACK_OFF', seconds: 1 });
    const { link } = await callOf(key);
    expect(await deps.control.read({ ...key, sessionId: link.id })).toBeUndefined();

    deps.readAgent = async () => helper;
    expect(await service.advance(key, { loop: 1 })).toMatchObject({ next: 'WAIT_FOR_RESULTS' });
    expect(await deps.control.read({ ...key, sessionId: link.id })).toMatchObject({ status: 'PENDING' });
    expect(await callOf(key)).toMatchObject({ state: 'WAITING', link });
  });

  it('is waited for although its agent is deleted before the creation is known to be done', async () => {
    const key = await starts(caller);
    deps.readAgent = async () => helper;
    await service.advance(key);
    const control = await service.control(key);
    const call = await callOf(key);

    deps.readAgent = async () => undefined;
    expect(await startCalledSession(control, call, deps)).toBeUndefined();
    const another = { ...call, link: { ...call.link, id: newUlidId('session') } };
    expect(await startCalledSession(control, another, deps)).toMatchObject({ category: 'INVALID_DEFINITION' });
  });
});

function anAgent(agentId: string, turns: Json[], tools: Json[] = []): Agent {
  const model = { provider: 'scripted', modelId: 'scripted', settings: { turns } };
  const times = { createdAt: '2026-11-23T09:00:00.000Z', createdBy: ada, updatedAt: '', updatedBy: ada };
  return agentSchema.parse({ ...anAgentDefinition({ model, tools }), agentId, version: 1, ...times });
}

async function starts(agent: Agent): Promise<SessionKey> {
  const key = { tenantId: 'demo', sessionId: newUlidId('session') };
  const trigger = { type: 'MANUAL' as const, source: { name: 'Ada' } };
  await startSession({ ...key, agent, inputs: {}, trigger, createdBy: ada }, deps);
  return key;
}

async function callOf(key: SessionKey): Promise<Json> {
  const { entries } = await service.control(key);
  return entries.find(({ kind }) => kind === 'TOOL_CALL');
}
