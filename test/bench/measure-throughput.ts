import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { TURNS } from './bench-agent.ts';
import type { EmptyTool } from './empty-tool.ts';
import { type Figure, timeOf, timesOf } from './figure.ts';
import type { ProductProcess } from './product-process.ts';

const WARM_UP = 100;
const LOOK_EVERY_MS = 2;

export type Load = { client: ApiClient; agentId: string; tool: EmptyTool; product: ProductProcess };

/** Whole sessions through HTTP: one client after another session, then 16 clients beside each other. */
export async function measureThroughput(load: Load): Promise<Figure[]> {
  await play(load, { sessions: WARM_UP, clients: 16 });
  return [...(await figures(load, 100, 1)), ...(await figures(load, 200, 16))];
}

async function figures(load: Load, sessions: number, clients: number): Promise<Figure[]> {
  const cpuBefore = load.product.cpuMs();
  const { times, ms } = await play(load, { sessions, clients });
  const of = `${clients} client${clients > 1 ? 's' : ''}`;
  const goal = clients === 1 ? '>= 100' : '>= 200';
  return [
    { name: `sessions of ${TURNS} turns, ${of}`, value: (sessions * 1_000) / ms, unit: '/s', goal },
    ...timesOf(`session, ${of}`, times),
    { name: `CPU of the product, ${of}`, value: (load.product.cpuMs() - cpuBefore) / sessions, unit: 'ms/session' },
  ];
}

/** Times of `sessions` sessions, played by `clients` clients that each begin the next when one has ended. */
export async function play(load: Load, { sessions, clients }: { sessions: number; clients: number }) {
  const times: number[] = [];
  let begun = 0;
  const client = async () => {
    while (begun < sessions) {
      begun += 1;
      times.push(await timeOf(() => playSession(load)));
    }
  };
  const ms = await timeOf(() => Promise.all(Array.from({ length: clients }, client)));
  return { times, ms };
}

/** From the request that starts it until it is seen as completed. Looked at only after its last tool call has come. */
async function playSession({ client, agentId, tool }: Load): Promise<void> {
  const { sessionId } = await client.ask('POST', '/sessions', { agentId });
  await tool.called(sessionId, TURNS);
  for (;;) {
    const { status } = await client.ask('GET', `/sessions/${sessionId}`);
    if (status === 'COMPLETED') return;
    if (status !== 'RUNNING' && status !== 'PENDING')
      throw new Error(`Session ${sessionId} of the bench is ${status}.`);
    await delay(LOOK_EVERY_MS);
  }
}
