import type { ApiClient } from '../api-client.ts';
import { timeOf } from '../figure.ts';

/** How long reads of a page took, one after the other, in milliseconds. Throws when the page has not so many items. */
export async function readTimes(
  client: ApiClient,
  path: string,
  { items, reads }: { items: number; reads: number },
): Promise<number[]> {
  const times: number[] = [];
  for (let read = 0; read < reads; read += 1) {
    times.push(
      await timeOf(async () => {
        const page = await client.ask('GET', path);
        if (page.items.length !== items)
          throw new Error(`${path} answered ${page.items.length} items in place of ${items}.`);
      }),
    );
  }
  return times;
}
