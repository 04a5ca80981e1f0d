import type { ApiClient } from '../api-client.ts';
import { TURNS } from '../bench-agent.ts';
import { type Figure, percentile } from '../figure.ts';
import { readTimes } from './read-times.ts';

const READS = 60;
/** Started, for each turn a model and a tool step, the final model step, the response, completed. */
const ENTRIES = 1 + 2 * TURNS + 3;

/** Everything that an ended session of the workload did, in one read. */
export async function traceRound({ client, agentId }: { client: ApiClient; agentId: string }): Promise<Figure[]> {
  const { items } = await client.ask('GET', `/sessions?agentId=${agentId}&status=COMPLETED&limit=1`);
  const path = `/sessions/${items[0].sessionId}/activity`;
  const times = await readTimes(client, path, { items: ENTRIES, reads: READS });
  return [{ name: `full trace of ${ENTRIES} entries, p50`, value: percentile(times, 0.5), unit: 'ms', goal: '<= 2' }];
}
