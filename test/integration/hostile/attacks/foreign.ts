import { type Attack, call, calls, type World } from '../attack.ts';

/** Ids of others in every place where a model can write one: they are text, and lead nowhere. */
export const foreign = ({ foreign: ids }: World): Attack[] => {
  const places: [string, unknown][] = [
    ['agentId', { agentId: ids.agentId }],
    ['agentId of a hidden project', { agentId: ids.hiddenAgentId }],
    ['tenantId', { tenantId: ids.tenant, tenant: ids.tenant }],
    ['sessionId', { sessionId: ids.sessionId, link: { kind: 'session', id: ids.sessionId } }],
    ['taskId', { taskId: ids.taskId, link: { kind: 'manual_task', id: ids.taskId } }],
    ['a key of the store', { pk: `T#${ids.tenant}`, sk: ids.sessionId }],
    ['a stored body', { body: { id: 'a'.repeat(64), bytes: 1, parts: 1, cut: false } }],
    ['inputs', { inputs: { agentId: ids.agentId }, project: 'hidden', lineage: [], depth: 0 }],
  ];
  return [
    ...places.map(([what, args]) => ({
      what: `names ${what} of somebody else to an agent, a person and a service`,
      moves: [calls(call('helper', args), call('look', args), call('hook', { text: args })), calls(call('ask', args))],
      ends: 'WAITING' as const,
    })),
    ...Object.entries(ids).map(([kind, id]) => ({
      what: `calls the ${kind} of somebody else as a tool`,
      moves: [calls(call(id), call(`agent:${id}`), call('helper', id))],
      ends: 'COMPLETED' as const,
    })),
  ];
};
