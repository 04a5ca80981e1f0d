import * as z from 'zod';
import { defineRoute } from './route.ts';

const tag = 'System';

export const systemRoutes = {
  health: defineRoute({
    operationId: 'health',
    method: 'GET',
    path: '/health',
    summary: 'Tell that the service answers, and its version',
    tag,
    permission: 'open',
    servedBy: 'read',
    status: 200,
    response: z.object({ status: z.literal('ok'), version: z.string() }),
  }),
  getOpenApi: defineRoute({
    operationId: 'getOpenApi',
    method: 'GET',
    path: '/openapi.json',
    summary: 'Get this description',
    tag,
    permission: 'open',
    servedBy: 'read',
    status: 200,
    response: z.looseObject({ openapi: z.string() }),
  }),
  getMe: defineRoute({
    operationId: 'getMe',
    method: 'GET',
    path: '/me',
    summary: 'Tell who the caller is and what they may do',
    tag,
    permission: 'token',
    servedBy: 'read',
    status: 200,
    response: z.object({
      userId: z.string(),
      name: z.string(),
      tenantId: z.string(),
      roles: z.array(z.string()),
      permissions: z.array(z.string()),
      projects: z.union([z.literal('*'), z.array(z.string())]),
    }),
  }),
};
