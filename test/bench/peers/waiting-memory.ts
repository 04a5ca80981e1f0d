import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askingAgent, waitingTask } from '../asking-agent.ts';
import { serveEmptyTool } from '../empty-tool.ts';
import { type Figure, mediansOf } from '../figure.ts';
import { withProduct } from '../with-product.ts';
import { eachBeside } from './play-sessions.ts';

const WAITING = 1_000;
const CLIENTS = 16;
const STARTS = 5;
/** What a start leaves to do is done by then. */
const SETTLED_AFTER_MS = 2_000;

/**
 * Memory of a product that has just started, without sessions and with 1,000 that wait for people: what it has to hold for them,
 * without what starting them left behind.
 */
export async function waitingMemory(folder: string): Promise<Figure[]> {
  const waiting = join(folder, 'waiting');
  await startWaiting(waiting);
  const rounds: Figure[][] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const idle = await residentKb(join(folder, `idle-${start}`));
    const each = ((await residentKb(waiting)) - idle) / WAITING;
    rounds.push([
      { name: 'memory, idle after a start', value: idle / 1_024, unit: 'MiB', goal: '<= 90' },
      { name: `memory for each of ${WAITING.toLocaleString('en')} waiting sessions`, value: each, unit: 'KiB' },
    ]);
  }
  return mediansOf(rounds);
}

function residentKb(dataDir: string): Promise<number> {
  return withProduct({ dataDir }, async (product) => {
    await delay(SETTLED_AFTER_MS);
    return product.residentKb();
  });
}

async function startWaiting(dataDir: string): Promise<void> {
  const tool = await serveEmptyTool();
  await withProduct({ dataDir, toolHosts: [tool.host] }, async (_, client) => {
    const { agentId } = await client.ask('POST', '/agents', askingAgent(`http://${tool.host}/`));
    await eachBeside(CLIENTS, WAITING, async () => {
      const { sessionId } = await client.ask('POST', '/sessions', { agentId });
      await waitingTask(client, sessionId);
    });
  });
  tool.close();
}
