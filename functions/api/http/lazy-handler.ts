import { loadedOnce } from '../../../shared/runtime/loaded-once.ts';
import type { ApiAnswer, ApiContext, ApiEvent } from './http-event.ts';

export type ApiHandler = (event: ApiEvent, context?: ApiContext) => Promise<ApiAnswer>;

/** A handler that is built with the first request, once: importing its module reads no environment and opens nothing. */
export function lazyHandler(build: () => Promise<ApiHandler> | ApiHandler): ApiHandler {
  const built = loadedOnce(async () => build());
  return async (event, context) => (await built())(event, context);
}
