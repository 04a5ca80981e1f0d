import * as z from 'zod';
import { agentDefinitionSchema, agentSchema } from '../domain/agent/agent.ts';
import { cursorSchema, idSchema, pageLimit, pageOf } from './pagination.ts';
import { defineRoute } from './route.ts';
import { sessionSchema } from './session-schemas.ts';

const params = z.strictObject({ agentId: idSchema });
const tag = 'Agents';

/** An agent in an answer: what is stored beyond the contract is left out, not refused. */
const agentAnswerSchema = z.object(agentSchema.shape).meta({ id: 'Agent' });

export const agentRoutes = {
  listAgents: defineRoute({
    operationId: 'listAgents',
    method: 'GET',
    path: '/agents',
    summary: 'List agents, newest first',
    tag,
    permission: 'agents:read',
    servedBy: 'read',
    query: z.strictObject({
      project: z.string().min(1).max(63).optional(),
      /** Part of the name, in any case. */
      search: z.string().min(1).max(200).optional(),
      limit: pageLimit({ most: 100, usual: 50 }),
      cursor: cursorSchema.optional(),
    }),
    status: 200,
    response: pageOf(agentAnswerSchema),
  }),
  createAgent: defineRoute({
    operationId: 'createAgent',
    recorded: { kind: 'agent', id: 'agentId' },
    method: 'POST',
    path: '/agents',
    summary: 'Create an agent',
    tag,
    permission: 'agents:write',
    servedBy: 'command',
    body: agentDefinitionSchema,
    status: 201,
    response: agentAnswerSchema,
    errors: [409, 413, 415],
  }),
  getAgent: defineRoute({
    operationId: 'getAgent',
    method: 'GET',
    path: '/agents/{agentId}',
    summary: 'Get an agent',
    tag,
    permission: 'agents:read',
    servedBy: 'read',
    params,
    status: 200,
    response: agentAnswerSchema,
    errors: [404],
  }),
  replaceAgent: defineRoute({
    operationId: 'replaceAgent',
    recorded: { kind: 'agent', id: 'agentId' },
    method: 'PUT',
    path: '/agents/{agentId}',
    summary: 'Replace an agent; sessions keep the definition that they started with',
    tag,
    permission: 'agents:write',
    servedBy: 'command',
    params,
    body: agentDefinitionSchema,
    ifMatch: true,
    status: 200,
    response: agentAnswerSchema,
    errors: [404, 409, 413, 415],
  }),
  deleteAgent: defineRoute({
    operationId: 'deleteAgent',
    recorded: { kind: 'agent', id: 'agentId' },
    method: 'DELETE',
    path: '/agents/{agentId}',
    summary: 'Delete an agent; its sessions stay',
    tag,
    permission: 'agents:write',
    servedBy: 'command',
    params,
    ifMatch: true,
    status: 204,
    errors: [404, 409],
  }),
  acceptTool: defineRoute({
    operationId: 'acceptTool',
    recorded: { kind: 'agent', id: 'agentId' },
    method: 'POST',
    path: '/agents/{agentId}/tools/{toolName}/accept',
    summary:
      "Accept what an MCP server's tools are now: of the tool of this name, or of all of the server of this name",
    tag,
    permission: 'agents:write',
    servedBy: 'command',
    params: params.extend({ toolName: z.string().min(1).max(64) }),
    ifMatch: true,
    status: 200,
    response: agentAnswerSchema,
    errors: [404, 409],
  }),
  runAgent: defineRoute({
    operationId: 'runAgent',
    method: 'POST',
    path: '/agents/{agentId}/run',
    summary: 'Start a session of an agent',
    tag,
    permission: 'sessions:start',
    servedBy: 'command',
    params,
    body: z.strictObject({ inputs: z.record(z.string(), z.unknown()).optional() }),
    bodyOptional: true,
    idempotent: true,
    status: 201,
    response: sessionSchema,
    errors: [404, 409, 413, 415, 422, 503],
  }),
};
