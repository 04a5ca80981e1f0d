import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from './api-client.ts';
import { benchAgent } from './bench-agent.ts';
import type { EmptyTool } from './empty-tool.ts';
import { type Figure, timeOf, timesOf } from './figure.ts';

const WARM_UP = 5;
const EVENTS = 100;
const SCHEDULES = 20;
/** They are due in turn in so many successive seconds. */
const SECONDS = 5;
/** All of them have to be saved before the first is due. */
const SAVED_WITHIN_MS = 5_000;
/** Long enough for the slowest machine: a schedule that was not seen by then did not fire. */
const FIRED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;
const SOURCE = 'bench';
const PATH = '/by-event';

type Triggers = { client: ApiClient; tool: EmptyTool };

/** How soon a session runs that an event or a schedule starts. */
export async function measureTriggers(triggers: Triggers): Promise<Figure[]> {
  return [
    ...timesOf('event put by HTTP to the first tool call of its session', await putEvents(triggers)),
    ...timesOf('schedule due to the start of its session', await waitForSchedules(triggers)),
  ];
}

/** One after the other: the next event is put when the call of the one before has come. */
async function putEvents({ client, tool }: Triggers): Promise<number[]> {
  const agent = benchAgent({ name: 'By event', url: `http://${tool.host}${PATH}`, turns: 1 });
  const { agentId } = await client.ask('POST', '/agents', agent);
  const event = { pattern: { source: [SOURCE] } };
  await client.ask('POST', '/triggers', { type: 'EVENT', name: 'Events of the bench', agentId, event });
  const times: number[] = [];
  for (let number = 0; number < WARM_UP + EVENTS; number += 1) {
    const body = { id: `event-${number}`, source: SOURCE, type: 'Measured', detail: { number } };
    const call = tool.nextCall(PATH);
    times.push(await timeOf(() => Promise.all([client.ask('POST', '/events', body), call])));
  }
  return times.slice(WARM_UP);
}

/** By the start that each session shows: it is when its session was written, before its run. */
async function waitForSchedules({ client, tool }: Triggers): Promise<number[]> {
  const agent = benchAgent({ name: 'By schedule', url: `http://${tool.host}/`, turns: 1 });
  const { agentId } = await client.ask('POST', '/agents', agent);
  const first = Math.ceil((Date.now() + SAVED_WITHIN_MS) / 1_000) * 1_000;
  const schedules = await Promise.all(
    Array.from({ length: SCHEDULES }, async (_, number) => {
      const dueAt = first + (number % SECONDS) * 1_000;
      const schedule = { expression: `at(${new Date(dueAt).toISOString().slice(0, 19)})`, timezone: 'UTC' };
      const name = `Schedule ${number} of the bench`;
      const { triggerId } = await client.ask('POST', '/triggers', { type: 'SCHEDULE', name, agentId, schedule });
      return { dueAt, triggerId: String(triggerId) };
    }),
  );
  if (Date.now() >= first) throw new Error('The schedules of the bench took too long to save: some were due before.');
  return Promise.all(
    schedules.map(async ({ dueAt, triggerId }) => {
      const sessionId = await sessionOf(triggerId, dueAt + FIRED_WITHIN_MS, client);
      const { startedAt } = await client.ask('GET', `/sessions/${sessionId}`);
      return Date.parse(startedAt) - dueAt;
    }),
  );
}

async function sessionOf(triggerId: string, until: number, client: ApiClient): Promise<string> {
  while (Date.now() < until) {
    const { lastSessionId, lastError } = await client.ask('GET', `/triggers/${triggerId}`);
    if (lastError !== null) throw new Error(`A trigger of the bench did not start: ${lastError.message}`);
    if (lastSessionId !== null) return lastSessionId;
    await delay(LOOK_EVERY_MS);
  }
  throw new Error(`The schedule ${triggerId} of the bench did not fire.`);
}
