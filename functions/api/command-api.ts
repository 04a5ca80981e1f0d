import { awsDependencies } from '../aws-dependencies.ts';
import type { Dependencies } from '../dependencies.ts';
import { createApi } from './http/create-api.ts';
import { type ApiHandler, lazyHandler } from './http/lazy-handler.ts';
import type { RouteGroup } from './http/route-group.ts';

const groups: RouteGroup<Dependencies>[] = [
  { under: ['agents'], load: async () => (await import('./agents/served-commands.ts')).servedCommands },
  { under: ['sessions'], load: async () => (await import('./sessions/served-commands.ts')).servedCommands },
  { under: ['models'], load: async () => (await import('./models/served-commands.ts')).servedCommands },
  { under: ['triggers'], load: async () => (await import('./triggers/served-commands.ts')).servedCommands },
  { under: ['events'], load: async () => (await import('./events/served-commands.ts')).servedCommands },
  { under: ['secrets'], load: async () => (await import('./secrets/served-commands.ts')).servedCommands },
  { under: ['manual-tasks'], load: async () => (await import('./manual-tasks/served-commands.ts')).servedCommands },
  { under: ['workflows'], load: async () => (await import('./workflows/served-commands.ts')).servedCommands },
];

/** The function that serves every route that changes something. */
export function commandApiHandler(deps: Dependencies): ApiHandler {
  return createApi(groups, deps);
}

export const handler = lazyHandler(() => {
  const deps = awsDependencies();
  const handle = commandApiHandler(deps);
  return async (event, context) => {
    try {
      return await handle(event, context);
    } finally {
      await deps.flushTelemetry(context?.getRemainingTimeInMillis?.() ?? 0);
    }
  };
});
