import type { ApiClient } from './api-client.ts';
import { type Figure, timeOf, timesOf } from './figure.ts';

const READS = 60;

/** Pages of the list and of one session's activity, read one after the other; `sessions` is how many there are. */
export async function measureLists(
  client: ApiClient,
  { sessions, longSession }: { sessions: number; longSession: string },
): Promise<Figure[]> {
  const read = async (name: string, path: string, most: number) => {
    const page = await client.ask('GET', path);
    if (page.items.length !== most) throw new Error(`${path} answered ${page.items.length} items in place of ${most}.`);
    const times: number[] = [];
    for (let reads = 0; reads < READS; reads += 1) times.push(await timeOf(() => client.ask('GET', path)));
    return timesOf(name, times);
  };
  const of = `page of 50 of ${sessions.toLocaleString('en')} sessions`;
  return [
    ...(await read(`${of}, by start`, '/sessions?limit=50', 50)),
    ...(await read(`${of}, by status`, '/sessions?limit=50&status=RUNNING', 50)),
    ...(await read('page of 200 entries of activity', `/sessions/${longSession}/activity?limit=200`, 200)),
  ];
}
