import { TURNS } from '../bench-agent.ts';
import { type Figure, percentile, timesOf } from '../figure.ts';
import type { ProductProcess } from '../product-process.ts';
import { type Load, playSessions } from './play-sessions.ts';

const LONG_TURNS = 25;
const LONG_SESSIONS = 30;
/** Clients, sessions of a round, and the goals. */
const ALONE = { clients: 1, sessions: 100, perSecond: '>= 100' };
const BESIDE = { clients: 16, sessions: 300, perSecond: '>= 200', p95: '<= 100' };

export type Agents = { short: string; long: string };
type Throughput = Omit<Load, 'agentId' | 'turns'> & { agents: Agents; product: ProductProcess };

/** The turns of the agents that the figures need. */
export const AGENT_TURNS: Record<keyof Agents, number> = { short: TURNS, long: LONG_TURNS };

/** Whole sessions from the request that starts one until it is seen as ended: alone, beside each other, and long ones. */
export async function throughputRound({ agents, product, ...load }: Throughput): Promise<Figure[]> {
  const short = { ...load, agentId: agents.short, turns: TURNS };
  const alone = await sessionsOf(short, product, ALONE);
  const { times } = await playSessions(
    { ...load, agentId: agents.long, turns: LONG_TURNS },
    { sessions: LONG_SESSIONS, clients: 1 },
  );
  const turnMs = (percentile(times, 0.5) - percentile(alone.times, 0.5)) / (LONG_TURNS - TURNS);
  return [
    ...alone.figures,
    ...(await sessionsOf(short, product, BESIDE)).figures,
    { name: 'a turn of a session, alone', value: turnMs, unit: 'ms', goal: '<= 1' },
  ];
}

async function sessionsOf(load: Load, product: ProductProcess, options: typeof ALONE & { p95?: string }) {
  const { clients, sessions, perSecond, p95 } = options;
  const [cpuBefore, ownBefore] = [product.cpuMs(), process.cpuUsage()];
  const { times, ms } = await playSessions(load, { sessions, clients });
  const { user, system } = process.cpuUsage(ownBefore);
  const of = clients === 1 ? '1 client' : `${clients} clients`;
  const figures: Figure[] = [
    { name: `sessions of ${TURNS} turns, ${of}`, value: (sessions * 1_000) / ms, unit: '/s', goal: perSecond },
    ...timesOf(`session, ${of}`, times, p95),
    { name: `CPU of the product, ${of}`, value: (product.cpuMs() - cpuBefore) / sessions, unit: 'ms/session' },
    { name: `CPU of client and tool, ${of}`, value: (user + system) / 1_000 / sessions, unit: 'ms/session' },
  ];
  return { figures, times };
}
