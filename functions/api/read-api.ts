import type { ApiDeps } from './http/api-deps.ts';
import { createApi } from './http/create-api.ts';
import { type ApiHandler, lazyHandler } from './http/lazy-handler.ts';
import { productionDeps } from './http/production-deps.ts';
import type { RouteGroup } from './http/route-group.ts';

const groups: RouteGroup<ApiDeps>[] = [
  {
    under: ['health', 'openapi.json'],
    load: async () => (await import('./system/served-reads.ts')).servedReads,
  },
  {
    under: ['me', 'budget', 'audit'],
    load: async () => (await import('./access/served-reads.ts')).servedReads,
  },
  {
    under: ['sessions', 'session-sources'],
    load: async () => (await import('./sessions/served-reads.ts')).servedReads,
  },
  { under: ['agents'], load: async () => (await import('./agents/served-reads.ts')).servedReads },
  { under: ['models'], load: async () => (await import('./models/served-reads.ts')).servedReads },
  { under: ['triggers'], load: async () => (await import('./triggers/served-reads.ts')).servedReads },
  { under: ['secrets'], load: async () => (await import('./secrets/served-reads.ts')).servedReads },
  { under: ['manual-tasks'], load: async () => (await import('./manual-tasks/served-reads.ts')).servedReads },
  { under: ['workflows', 'jobs'], load: async () => (await import('./workflows/served-reads.ts')).servedReads },
];

/** The function that serves every route that only reads; it has no right on the control table. */
export function readApiHandler(deps: ApiDeps): ApiHandler {
  return createApi(groups, deps);
}

export const handler = lazyHandler(() => readApiHandler(productionDeps('read-api')));
