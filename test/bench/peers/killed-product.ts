import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ApiClient, openApiClient } from '../api-client.ts';
import { askingAgent, completeTask, waitingTask } from '../asking-agent.ts';
import { benchAgent, TURNS } from '../bench-agent.ts';
import type { Figure } from '../figure.ts';
import { startProduct } from '../product-process.ts';
import { withProduct } from '../with-product.ts';
import { serveCountingTool } from './counting-tool.ts';

const ROUNDS = 5;
const SESSIONS = 20;
/** Long enough for some calls to be in flight at the kill, and some models to be thinking. */
const TOOL_MS = 10;
const MODEL_MS = 50;
/** After the last session of a round has begun. All have come to their second turn then, and none has ended. */
const CALLS_BEFORE_KILL = 20;
const CALLS_MORE_A_ROUND = 7;
const WITHIN_MS = 2_000;
const LOOK_EVERY_MS = 10;

type Tool = Awaited<ReturnType<typeof serveCountingTool>>;
type Round = { running: number; waiting: number; unknown: number; readyMs: number };

/** What is left of 20 sessions in the middle of their run and 20 that wait for people, when the product is killed and started again. */
export async function killedProduct(folder: string): Promise<Figure[]> {
  const tool = await serveCountingTool({ answersAfterMs: TOOL_MS });
  const rounds: Round[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const calls = CALLS_BEFORE_KILL + round * CALLS_MORE_A_ROUND;
      rounds.push(await killRound({ dataDir: join(folder, `killed-${round}`), tool, calls }));
    }
  } finally {
    tool.close();
  }
  return [
    leastOf(rounds, 'running', `of ${SESSIONS} mid-run at kill -9, ended in 2 s`),
    leastOf(rounds, 'waiting', `of ${SESSIONS} waiting at kill -9, ended in 2 s of their task`),
    { name: `tool calls repeated, ${ROUNDS} kills`, value: tool.repeated(), unit: '', goal: '<= 0' },
    { name: `calls of unknown outcome, ${ROUNDS} kills`, value: sumOf(rounds, 'unknown'), unit: '' },
  ];
}

function leastOf(rounds: readonly Round[], key: keyof Round, name: string): Figure {
  const values = rounds.map((round) => round[key]);
  return { name, value: Math.min(...values), unit: '', goal: `= ${SESSIONS}`, rounds: values };
}

function sumOf(rounds: readonly Round[], key: keyof Round): number {
  return rounds.reduce((sum, round) => sum + round[key], 0);
}

async function killRound({ dataDir, tool, calls }: { dataDir: string; tool: Tool; calls: number }): Promise<Round> {
  const options = { dataDir, toolHosts: [tool.host] };
  const { running, waiting } = await beginAndKill(options, tool, calls);
  return withProduct(options, async ({ readyMs }, client) => {
    const ended = await endedWithin(client, running);
    for (const { taskId } of waiting) await completeTask(client, taskId);
    const wentOn = await endedWithin(
      client,
      waiting.map(({ sessionId }) => sessionId),
    );
    return { running: ended, waiting: wentOn, unknown: await unknownOutcomes(client, running), readyMs };
  });
}

async function beginAndKill(options: { dataDir: string; toolHosts: string[] }, tool: Tool, calls: number) {
  const product = await startProduct(options);
  const client = await openApiClient(product.address);
  const url = `http://${tool.host}/`;
  const asking = await client.ask('POST', '/agents', askingAgent(url));
  const calling = await client.ask('POST', '/agents', benchAgent({ name: 'Calling', url, modelMs: MODEL_MS }));
  const start = async (agentId: string): Promise<string> =>
    (await client.ask('POST', '/sessions', { agentId })).sessionId;
  const waiting = await Promise.all(
    Array.from({ length: SESSIONS }, async () => {
      const sessionId = await start(asking.agentId);
      return { sessionId, taskId: await waitingTask(client, sessionId) };
    }),
  );
  const came = tool.nextCalls(calls);
  const running = await Promise.all(Array.from({ length: SESSIONS }, () => start(calling.agentId)));
  await came;
  await product.kill();
  client.close();
  return { running, waiting };
}

/** How many of the sessions are completed as they should within 2 s, without anybody's help. */
async function endedWithin(client: ApiClient, sessionIds: readonly string[]): Promise<number> {
  const until = performance.now() + WITHIN_MS;
  const left = new Set(sessionIds);
  while (left.size > 0 && performance.now() < until) {
    for (const sessionId of left) {
      const { status, finalResponse } = await client.ask('GET', `/sessions/${sessionId}`);
      if (status === 'COMPLETED' && finalResponse !== null) left.delete(sessionId);
    }
    await delay(LOOK_EVERY_MS);
  }
  return sessionIds.length - left.size;
}

/** Calls that were in flight at the kill: as the tool is not said to be repeatable, they are not made again. */
async function unknownOutcomes(client: ApiClient, sessionIds: readonly string[]): Promise<number> {
  let unknown = 0;
  for (const sessionId of sessionIds) {
    const { items } = await client.ask('GET', `/sessions/${sessionId}/activity?kind=TOOL_CALL`);
    if (items.length !== TURNS) throw new Error(`Session ${sessionId} of the bench shows ${items.length} calls.`);
    for (const { error } of items) if (error?.category === 'OUTCOME_UNKNOWN') unknown += 1;
  }
  return unknown;
}
