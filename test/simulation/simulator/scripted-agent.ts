import type { Agent } from '../../../shared/domain/agent/agent.ts';
import type { SeededRandom } from './seeded-random.ts';

export type AskedCall = { toolName: string; input: string };
/** What a session's model says, turn by turn; the last turn asks for nothing. */
export type Program = { text: string; calls: AskedCall[] }[];

/** The longest that a tool may take, in seconds. */
const LONGEST_TOOL_SECONDS = 300;

/** Tools of every kind that matters here: may be repeated, may not, slow, a person's. */
const TOOLS = [
  { kind: 'http', name: 'pay', method: 'POST', url: 'https://bank.example/pay', timeoutSeconds: 30 },
  { kind: 'http', name: 'look', method: 'GET', url: 'https://shop.example/', timeoutSeconds: 30, repeatable: true },
  { kind: 'http', name: 'slow', method: 'POST', url: 'https://slow.example/', timeoutSeconds: LONGEST_TOOL_SECONDS },
  { kind: 'manual_task', name: 'ask', timeoutSeconds: 30 },
] as const;

const someone = { userId: 'ada', name: 'Ada' };

/** The agent of every simulated session: what differs is what its model says. */
export function simulatedAgent(random: SeededRandom): Agent {
  const since = '2026-11-23T09:00:00.000Z';
  return {
    agentId: 'agt_1',
    version: 1,
    createdAt: since,
    createdBy: someone,
    updatedAt: since,
    updatedBy: someone,
    name: 'Simulated',
    description: '',
    project: 'default',
    instructions: `Session {{session}}.${random.chance(0.1) ? ' Be thorough.'.repeat(400) : ''}`,
    inputSchema: { type: 'object', properties: { session: { type: 'string' } }, additionalProperties: false },
    model: { provider: 'scripted', modelId: 'scripted' },
    tools: TOOLS.map((tool) => ({ description: '', ...tool })),
    limits: { maxTurns: random.chance(0.05) ? 2 : 50, maxToolCalls: random.chance(0.05) ? 3 : 200, maxDepth: 5 },
  };
}

export function randomProgram(random: SeededRandom): Program {
  const length = random.between(0, 3);
  const turns = Array.from({ length }, (_, turn) => ({ text: textOf(random, turn), calls: randomCalls(random) }));
  return [...turns, { text: textOf(random, length), calls: [] }];
}

function textOf(random: SeededRandom, turn: number): string {
  return `Turn ${turn + 1}.${random.chance(0.06) ? ' Hm.'.repeat(random.below(6_000)) : ''}`;
}

function randomCalls(random: SeededRandom): AskedCall[] {
  const count = random.chance(0.01) ? 18 : random.between(1, 4);
  return Array.from({ length: count }, () => randomCall(random));
}

function randomCall(random: SeededRandom): AskedCall {
  const kind = random.next();
  const input = random.chance(0.05)
    ? JSON.stringify({ amount: random.below(100), note: 'y'.repeat(random.below(9_000)) })
    : JSON.stringify({ amount: random.below(100) });
  if (kind < 0.4) return { toolName: 'pay', input };
  if (kind < 0.65) return { toolName: 'look', input };
  if (kind < 0.72) return { toolName: 'slow', input };
  if (kind < 0.88) return { toolName: 'ask', input };
  if (kind < 0.94) return { toolName: 'pay', input: 'not { json' };
  return { toolName: 'nobody', input };
}
