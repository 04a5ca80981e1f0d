import type { Agent } from '../../../shared/domain/agent/agent.ts';
import type { SeededRandom } from './seeded-random.ts';

export type AskedCall = { toolName: string; input: string };
/** What a session's model says, turn by turn; the last turn asks for nothing. */
export type Program = { text: string; calls: AskedCall[] }[];

/** The longest that a tool may take, in seconds. */
const LONGEST_TOOL_SECONDS = 300;

const FIRST = 'agt_first';
const SECOND = 'agt_second';

/** Tools of every kind that matters here: may be repeated, may not, slow, a person's, another agent, with and without approval. */
const TOOLS = [
  { kind: 'http', name: 'pay', method: 'POST', url: 'https://bank.example/pay', timeoutSeconds: 30 },
  { kind: 'http', name: 'look', method: 'GET', url: 'https://shop.example/', timeoutSeconds: 30, repeatable: true },
  { kind: 'http', name: 'slow', method: 'POST', url: 'https://slow.example/', timeoutSeconds: LONGEST_TOOL_SECONDS },
  { kind: 'http', name: 'move', method: 'POST', url: 'https://bank.example/', timeoutSeconds: 30, approval: true },
  { kind: 'manual_task', name: 'ask', timeoutSeconds: 30 },
  { kind: 'agent', name: 'first', agentId: FIRST, timeoutSeconds: 30 },
  { kind: 'agent', name: 'second', agentId: SECOND, timeoutSeconds: 30 },
  { kind: 'agent', name: 'checked', agentId: SECOND, timeoutSeconds: 30, approval: true },
  { kind: 'agent', name: 'missing', agentId: 'agt_missing', timeoutSeconds: 30 },
] as const;

/** The tools that call agents. Each agent has all of them: it can call the other one, and itself. */
const CALLS_OF_AGENTS: readonly string[] = TOOLS.flatMap(({ kind, name }) => (kind === 'agent' ? [name] : []));

const someone = { userId: 'ada', name: 'Ada' };

/** The agents of a simulation, by id. Their sessions differ in what their model says. */
export function simulatedAgents(random: SeededRandom): Map<string, Agent> {
  return new Map([FIRST, SECOND].map((agentId) => [agentId, simulatedAgent(agentId, random)]));
}

function simulatedAgent(agentId: string, random: SeededRandom): Agent {
  const since = '2026-11-23T09:00:00.000Z';
  const limits = {
    maxTurns: random.chance(0.05) ? 2 : 50,
    maxToolCalls: random.chance(0.05) ? 3 : 200,
    maxDepth: random.pick([5, 5, 3, 2]),
    ...random.pick([{}, {}, { maxTokens: 30_000 }, { maxTokens: 6_000, maxCostUsd: 0.05 }, { maxTokens: 2_000 }]),
  };
  return {
    agentId,
    version: 1,
    createdAt: since,
    createdBy: someone,
    updatedAt: since,
    updatedBy: someone,
    name: agentId,
    description: '',
    project: 'default',
    instructions: `Session {{session}}.${random.chance(0.1) ? ' Be thorough.'.repeat(400) : ''}`,
    inputSchema: { type: 'object', properties: { session: { type: 'string' } }, additionalProperties: false },
    model: { provider: 'scripted', modelId: 'scripted', settings: { maxOutputTokens: 300 } },
    tools: TOOLS.map((tool) => ({ description: '', ...tool })),
    limits,
  };
}

/** More than any other program has, and more than a model is let do the same. */
const LOOPING_TURNS = 12;
const LOOPING_TURN = { text: 'Again.', calls: [{ toolName: 'look', input: '{"amount":1}' }] };

export function isAgentCall({ toolName }: Pick<AskedCall, 'toolName'>): boolean {
  return CALLS_OF_AGENTS.includes(toolName);
}

/** A called session has less to do than one that a person started, or trees would never end. */
export function randomProgram(random: SeededRandom, depth: number, treeness: number): Program {
  if (random.chance(0.02)) return Array.from({ length: LOOPING_TURNS }, () => LOOPING_TURN);
  const length = random.between(0, depth === 1 ? 3 : 1);
  const turns = Array.from({ length }, (_, turn) => ({
    text: textOf(random, turn),
    calls: randomCalls(random, depth, treeness),
  }));
  return [...turns, { text: textOf(random, length), calls: [] }];
}

/** Never comes to an end by itself. */
export function isLooping(program: Program): boolean {
  return program.length === LOOPING_TURNS;
}

function textOf(random: SeededRandom, turn: number): string {
  return `Turn ${turn + 1}.${random.chance(0.06) ? ' Hm.'.repeat(random.below(6_000)) : ''}`;
}

function randomCalls(random: SeededRandom, depth: number, treeness: number): AskedCall[] {
  const count = random.chance(0.01) ? 18 : random.between(1, depth === 1 ? 4 : 2);
  return Array.from({ length: count }, () => randomCall(random, treeness));
}

function randomCall(random: SeededRandom, treeness: number): AskedCall {
  const input = random.chance(0.05)
    ? JSON.stringify({ amount: random.below(100), note: 'y'.repeat(random.below(9_000)) })
    : JSON.stringify({ amount: random.below(100) });
  if (random.chance(treeness)) return { toolName: random.pick(CALLS_OF_AGENTS), input: '{}' };
  const kind = random.next();
  if (kind < 0.37) return { toolName: 'pay', input };
  if (kind < 0.6) return { toolName: 'look', input };
  if (kind < 0.67) return { toolName: 'slow', input };
  if (kind < 0.82) return { toolName: 'ask', input };
  if (kind < 0.9) return { toolName: 'move', input };
  if (kind < 0.95) return { toolName: 'pay', input: 'not { json' };
  return { toolName: 'nobody', input };
}
