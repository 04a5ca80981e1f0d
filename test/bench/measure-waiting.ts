import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { askingAgent, completeTask, waitingTask } from './asking-agent.ts';
import type { EmptyTool } from './empty-tool.ts';
import { type Figure, percentile, timeOf, timesOf } from './figure.ts';
import type { ProductProcess } from './product-process.ts';

const WAITING = 1_000;
/** Tasks that are completed one after the other, each timed until its session's next step. */
const TIMED = 200;
/** People who complete the others beside each other. */
const PEOPLE = 16;
const CALLED = 16;
const TREES = 10;
const LOOK_EVERY_MS = 20;

type Waiting = { client: ApiClient; tool: EmptyTool; product: ProductProcess };

/** Sessions that wait for people and for other sessions: what a waiting one costs, and how soon it goes on. */
export async function measureWaiting(waiting: Waiting): Promise<Figure[]> {
  return [...(await waitForPeople(waiting)), ...(await callAgents(waiting))];
}

async function waitForPeople({ client, tool, product }: Waiting): Promise<Figure[]> {
  const { agentId } = await client.ask('POST', '/agents', askingAgent(`http://${tool.host}/`));
  const before = product.residentKb();
  const sessionIds = await inParallel(PEOPLE, WAITING, async () => {
    const { sessionId } = await client.ask('POST', '/sessions', { agentId });
    return String(sessionId);
  });
  const tasks = await Promise.all(sessionIds.map((sessionId) => waitingTask(client, sessionId)));
  const kb = (product.residentKb() - before) / WAITING;
  const complete = (at: number) => completeTask(client, tasks[at] ?? '');
  const times: number[] = [];
  for (let at = 0; at < TIMED; at += 1) {
    const next = tool.called(sessionIds[at] ?? '', 2);
    times.push(await timeOf(() => Promise.all([complete(at), next])));
  }
  const all = await timeOf(async () => {
    await inParallel(PEOPLE, WAITING - TIMED, (number) => complete(TIMED + number));
    for (const sessionId of sessionIds) await ended(client, sessionId);
  });
  return [
    ...timesOf('task completed to the next step of its session', times, '<= 100'),
    { name: `memory for each of ${WAITING} waiting sessions`, value: kb, unit: 'KB' },
    {
      name: `${WAITING - TIMED} tasks completed by ${PEOPLE} people, sessions ended`,
      value: (WAITING - TIMED) / (all / 1_000),
      unit: '/s',
    },
  ];
}

async function callAgents({ client }: Waiting): Promise<Figure[]> {
  const called = await client.ask('POST', '/agents', {
    ...{ name: 'Called', instructions: 'Say how it is.', model: scripted([{ text: 'Well.' }]) },
  });
  const calls = Array.from({ length: CALLED }, () => ({ toolName: 'ask', input: {} }));
  const { agentId } = await client.ask('POST', '/agents', {
    ...{ name: 'Caller', instructions: 'Ask all.', model: scripted([{ toolCalls: calls }, { text: 'All are well.' }]) },
    tools: [{ kind: 'agent', name: 'ask', agentId: called.agentId }],
  });
  const times: number[] = [];
  for (let tree = 0; tree < TREES; tree += 1) {
    times.push(await timeOf(async () => ended(client, (await client.ask('POST', '/sessions', { agentId })).sessionId)));
  }
  return [
    { name: `session with ${CALLED} called agents beside each other, p50`, value: percentile(times, 0.5), unit: 'ms' },
  ];
}

function scripted(turns: unknown[]) {
  return { provider: 'scripted', modelId: 'scripted', settings: { turns } };
}

async function ended(client: ApiClient, sessionId: string): Promise<void> {
  for (;;) {
    const { status } = await client.ask('GET', `/sessions/${sessionId}`);
    if (status === 'COMPLETED') return;
    if (status !== 'RUNNING' && status !== 'PENDING')
      throw new Error(`Session ${sessionId} of the bench is ${status}.`);
    await delay(LOOK_EVERY_MS);
  }
}

/** Does `work` so many times, by so many workers beside each other. */
async function inParallel<Result>(
  workers: number,
  times: number,
  work: (number: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun < times) {
      const number = begun;
      begun += 1;
      results[number] = await work(number);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return results;
}
