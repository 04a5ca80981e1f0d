import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { benchAgent } from './bench-agent.ts';
import type { EmptyTool } from './empty-tool.ts';
import { type Figure, timeOf, timesOf } from './figure.ts';

const SESSIONS = 30;
/** The model's first answer takes this long: time to pause all the sessions meanwhile. */
const MODEL_MS = 4_000;
const LOOK_EVERY_MS = 25;
/** After its last entry is shown an execution takes a moment more to store its token. */
const PARKED_AFTER_MS = 500;

type Steering = { client: ApiClient; tool: EmptyTool };

/** How fast a person's commands take hold: cancel with and without a call in flight, and resume of a parked session. */
export async function measureSteering(steering: Steering): Promise<Figure[]> {
  const acknowledged = await cancelInFlight(steering);
  const resumed = await resumeParked(steering);
  const canceled = await cancelParked(steering);
  return [
    ...timesOf('cancel to acknowledged, a call in flight', acknowledged),
    ...timesOf('cancel to CANCELED, nothing in flight', canceled),
    ...timesOf('resume to the next step (wake latency)', resumed),
  ];
}

async function cancelInFlight({ client, tool }: Steering): Promise<number[]> {
  const agent = benchAgent({ name: 'Held', url: `http://${tool.host}/held` });
  const { agentId } = await client.ask('POST', '/agents', agent);
  const times: number[] = [];
  for (let started = 0; started < SESSIONS; started += 1) {
    const { sessionId } = await client.ask('POST', '/sessions', { agentId });
    await tool.called(sessionId, 1);
    times.push(await timeOf(() => expectStatus(client.ask('POST', `/sessions/${sessionId}/cancel`), 'CANCELING')));
  }
  tool.release();
  return times;
}

async function resumeParked({ client, tool }: Steering): Promise<number[]> {
  const times: number[] = [];
  for (const sessionId of await parkedSessions('Resumed', { client, tool })) {
    const next = tool.called(sessionId, 1);
    times.push(await timeOf(() => Promise.all([client.ask('POST', `/sessions/${sessionId}/resume`), next])));
  }
  return times;
}

async function cancelParked(steering: Steering): Promise<number[]> {
  const times: number[] = [];
  for (const sessionId of await parkedSessions('Canceled', steering)) {
    const answer = () => steering.client.ask('POST', `/sessions/${sessionId}/cancel`);
    times.push(await timeOf(() => expectStatus(answer(), 'CANCELED')));
  }
  return times;
}

/** Sessions that were paused while the model was thinking, and whose executions wait for the resume by now. */
async function parkedSessions(name: string, { client, tool }: Steering): Promise<string[]> {
  const agent = benchAgent({ name, url: `http://${tool.host}/`, firstDelayMs: MODEL_MS });
  const { agentId } = await client.ask('POST', '/agents', agent);
  const start = async (): Promise<string> => (await client.ask('POST', '/sessions', { agentId })).sessionId;
  const sessionIds = await Promise.all(Array.from({ length: SESSIONS }, start));
  for (const sessionId of sessionIds) {
    await until(async () => (await client.ask('GET', `/sessions/${sessionId}`)).status === 'RUNNING');
    await expectStatus(client.ask('POST', `/sessions/${sessionId}/pause`), 'PAUSED');
  }
  for (const sessionId of sessionIds) {
    await until(async () => (await client.ask('GET', `/sessions/${sessionId}`)).turns === 1);
  }
  await delay(PARKED_AFTER_MS);
  return sessionIds;
}

async function expectStatus(receipt: Promise<{ session: { status: string } }>, status: string): Promise<void> {
  const { session } = await receipt;
  if (session.status !== status) throw new Error(`A session of the bench is ${session.status}, not ${status}.`);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(LOOK_EVERY_MS);
}
