import type { ApiAnswer, ApiContext, ApiEvent } from './http-event.ts';

export type ApiHandler = (event: ApiEvent, context?: ApiContext) => Promise<ApiAnswer>;

/** A handler that is built with the first request, once: importing its module reads no environment and opens nothing. */
export function lazyHandler(build: () => ApiHandler): ApiHandler {
  let built: ApiHandler | undefined;
  return (event, context) => {
    built ??= build();
    return built(event, context);
  };
}
