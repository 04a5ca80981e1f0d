import { join } from 'node:path';
import { openApiClient } from './api-client.ts';
import { benchAgent } from './bench-agent.ts';
import { serveEmptyTool } from './empty-tool.ts';
import type { Figure } from './figure.ts';
import { measureLists } from './measure-lists.ts';
import { measureSteering } from './measure-steering.ts';
import { measureThroughput } from './measure-throughput.ts';
import { measureTriggers } from './measure-triggers.ts';
import { measureWaiting } from './measure-waiting.ts';
import { type ProductProcess, startProduct } from './product-process.ts';
import { seedSessions } from './seed-sessions.ts';

const LISTED = { sessions: 10_000, entries: 200 };

/** What people notice of a running product, through HTTP: throughput, commands, pages. */
export async function measureProduct(folder: string): Promise<Figure[]> {
  return [...(await throughputAndSteering(join(folder, 'sessions'))), ...(await lists(join(folder, 'lists')))];
}

async function throughputAndSteering(dataDir: string): Promise<Figure[]> {
  const tool = await serveEmptyTool();
  try {
    return await withProduct({ dataDir, toolHosts: [tool.host] }, async (product, client) => {
      const { agentId } = await client.ask(
        'POST',
        '/agents',
        benchAgent({ name: 'Bench', url: `http://${tool.host}/` }),
      );
      const throughput = await measureThroughput({ client, agentId, tool, product });
      const steering = await measureSteering({ client, tool });
      const waiting = await measureWaiting({ client, tool, product });
      return [...throughput, ...steering, ...waiting, ...(await measureTriggers({ client, tool }))];
    });
  } finally {
    tool.close();
  }
}

async function lists(dataDir: string): Promise<Figure[]> {
  const longSession = await seedSessions(dataDir, LISTED);
  return withProduct({ dataDir }, (_, client) => measureLists(client, { ...LISTED, longSession }));
}

async function withProduct<Result>(
  options: Parameters<typeof startProduct>[0],
  use: (product: ProductProcess, client: Awaited<ReturnType<typeof openApiClient>>) => Promise<Result>,
): Promise<Result> {
  const product = await startProduct(options);
  const client = await openApiClient(product.address);
  try {
    return await use(product, client);
  } finally {
    client.close();
    await product.stop();
  }
}
