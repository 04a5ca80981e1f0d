import { join } from 'node:path';
import { benchAgent, TURNS } from './bench-agent.ts';
import { serveEmptyTool } from './empty-tool.ts';
import type { Figure } from './figure.ts';
import { measureSteering } from './measure-steering.ts';
import { measureTriggers } from './measure-triggers.ts';
import { measureWaiting } from './measure-waiting.ts';
import { playSessions } from './peers/play-sessions.ts';
import { withProduct } from './with-product.ts';

const WARM_UP = { sessions: 100, clients: 16 };

/** What people notice of a running product, through HTTP: commands, waits, triggers. Whole sessions are the peers' workload. */
export async function measureProduct(folder: string): Promise<Figure[]> {
  const tool = await serveEmptyTool();
  try {
    return await withProduct({ dataDir: join(folder, 'sessions'), toolHosts: [tool.host] }, async (product, client) => {
      const agent = benchAgent({ name: 'Bench', url: `http://${tool.host}/` });
      const { agentId } = await client.ask('POST', '/agents', agent);
      await playSessions({ client, tool, agentId, turns: TURNS }, WARM_UP);
      const steering = await measureSteering({ client, tool });
      const waiting = await measureWaiting({ client, tool, product });
      return [...steering, ...waiting, ...(await measureTriggers({ client, tool }))];
    });
  } finally {
    tool.close();
  }
}
