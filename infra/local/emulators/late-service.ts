import type { LocalService } from './local-service.ts';

/** A service that clients are made for before it is open, as it calls functions which have such clients themselves. */
export type LateService = { service: LocalService; open: (service: LocalService) => void };

/** What is asked before the service is open waits for it. */
export function lateService(): LateService {
  const opened = Promise.withResolvers<LocalService>();
  let service: LocalService = async (request) => (await opened.promise)(request);
  return {
    service: (request) => service(request),
    open: (open) => {
      service = open;
      opened.resolve(open);
    },
  };
}
