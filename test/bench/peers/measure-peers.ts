import { join } from 'node:path';
import { benchAgent } from '../bench-agent.ts';
import { serveEmptyTool } from '../empty-tool.ts';
import { type Figure, mediansOf } from '../figure.ts';
import { medianStart } from '../measure-start.ts';
import { withProduct } from '../with-product.ts';
import { floors } from './floors.ts';
import { traceRound } from './full-traces.ts';
import { killedProduct } from './killed-product.ts';
import { playSessions } from './play-sessions.ts';
import { resumeRound } from './resumed-sessions.ts';
import { storedSessions } from './stored-sessions.ts';
import { AGENT_TURNS, throughputRound } from './throughput.ts';
import { waitingMemory } from './waiting-memory.ts';

const ROUNDS = 5;
const WARM_UP = { sessions: 200, clients: 16 };

/**
 * The workload that the public peers are measured with: sessions of 5 turns, each a model step with one tool call and a tool step, and
 * a final model step, with a model and a tool that take no time. Through HTTP, the product in a process of its own.
 */
export async function measurePeers(folder: string): Promise<Figure[]> {
  const parts: Record<string, () => Promise<Figure[]>> = {
    sessions: () => sessionRounds(join(folder, 'peers')),
    'stored sessions': () => storedSessions(folder),
    starts: () => starts(folder),
    memory: () => waitingMemory(folder),
    kills: () => killedProduct(folder),
    floors: () => floors(folder),
  };
  const figures: Figure[] = [];
  for (const [part, take] of Object.entries(parts)) {
    console.error(`Peers' workload: ${part}`);
    figures.push(...(await take()));
  }
  return figures;
}

async function sessionRounds(dataDir: string): Promise<Figure[]> {
  const tool = await serveEmptyTool();
  try {
    return await withProduct({ dataDir, toolHosts: [tool.host] }, async (product, client) => {
      const url = `http://${tool.host}/`;
      const agent = async (name: string, more: { turns?: number; firstUrl?: string }): Promise<string> =>
        (await client.ask('POST', '/agents', benchAgent({ name, url, ...more }))).agentId;
      const agents = {
        short: await agent('Short', { turns: AGENT_TURNS.short }),
        long: await agent('Long', { turns: AGENT_TURNS.long }),
      };
      const held = await agent('Held', { firstUrl: `${url}held` });
      await playSessions({ client, tool, agentId: agents.short, turns: AGENT_TURNS.short }, WARM_UP);
      const rounds: Figure[][] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push([
          ...(await throughputRound({ client, tool, agents, product })),
          ...(await resumeRound({ client, tool, agentId: held })),
          ...(await traceRound({ client, agentId: agents.short })),
        ]);
      }
      const mib = product.residentKb() / 1_024;
      return [...mediansOf(rounds), { name: 'memory after this load', value: mib, unit: 'MiB', goal: '<= 230' }];
    });
  } finally {
    tool.close();
  }
}

async function starts(folder: string): Promise<Figure[]> {
  const value = (await medianStart(join(folder, 'peers-start'), false)) / 1_000;
  return [{ name: 'start to ready, median', value, unit: 's', goal: '<= 0.6' }];
}
