import type { Deliveries } from './emulators/deliveries/create-deliveries.ts';
import type { LocalRoute } from './emulators/http-api/local-route.ts';

const PATH = '/local/dead-letters';

/** In the place of the queue on AWS: shows what could not be delivered to a function, and has it sent again. */
export function deadLetterRoutes({ deadLetters, redrive }: Pick<Deliveries, 'deadLetters' | 'redrive'>): LocalRoute[] {
  return [
    { method: 'GET', path: PATH, handle: () => answer({ deadLetters: deadLetters() }) },
    { method: 'POST', path: `${PATH}/redrive`, handle: () => answer({ sentAgain: redrive() }) },
  ];
}

const answer = (value: object) => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(value),
});
