import type { LocalRoute } from '../emulators/http-api/local-route.ts';

/** In the place of CloudWatch: what was measured since the start, in Prometheus' text format. */
export function metricsRoutes({ page }: { page: () => string }): LocalRoute[] {
  return [
    {
      method: 'GET',
      path: '/local/metrics',
      handle: () => ({
        status: 200,
        headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
        body: page(),
      }),
    },
  ];
}
