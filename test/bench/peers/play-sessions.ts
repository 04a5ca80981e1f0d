import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '../api-client.ts';
import type { EmptyTool } from '../empty-tool.ts';
import { timeOf } from '../figure.ts';

/** A session that has not ended at the first look is looked at again after so long, in milliseconds. */
const LOOK_AGAIN_MS = 1;
/** By how much the first look comes later after one that was too early, and earlier after one that was not. */
const DRIFT = 0.05;
const LEAST_DRIFT_MS = 0.2;

/** Sessions of an agent whose last call of a tool is that of its turn `turns`. */
export type Load = { client: ApiClient; tool: EmptyTool; agentId: string; turns: number };

/** Times of `sessions` sessions, played by `clients` clients that each begin the next when one has ended; and of all together. */
export async function playSessions(load: Load, { sessions, clients }: { sessions: number; clients: number }) {
  const times: number[] = [];
  const ended = endWatch(load);
  const ms = await timeOf(() =>
    eachBeside(clients, sessions, async () => {
      times.push(
        await timeOf(async () => {
          const { sessionId } = await load.client.ask('POST', '/sessions', { agentId: load.agentId });
          await ended(sessionId);
        }),
      );
    }),
  );
  return { times, ms };
}

/**
 * How a client sees the end of a session: nobody is told of it, and every look takes time from the sessions that are measured. So
 * the first look comes after the last tool call, and then as late as half of the sessions need; a session never seems faster than
 * it is.
 */
export function endWatch({ client, tool, turns }: Omit<Load, 'agentId'>): (sessionId: string) => Promise<void> {
  let firstLookMs = 0;
  return async (sessionId) => {
    await tool.called(sessionId, turns);
    await delay(firstLookMs);
    const drift = Math.max(LEAST_DRIFT_MS, firstLookMs * DRIFT);
    if (await hasEnded(client, sessionId)) {
      firstLookMs = Math.max(0, firstLookMs - drift);
      return;
    }
    firstLookMs += drift;
    do await delay(LOOK_AGAIN_MS);
    while (!(await hasEnded(client, sessionId)));
  };
}

/** Whether a session is completed. Throws when it ended in another way. */
export async function hasEnded(client: ApiClient, sessionId: string): Promise<boolean> {
  const { status } = await client.ask('GET', `/sessions/${sessionId}`);
  if (['FAILED', 'CANCELED', 'CANCELING', 'PAUSED'].includes(status))
    throw new Error(`Session ${sessionId} of the bench is ${status}.`);
  return status === 'COMPLETED';
}

/** Does `work` so many times, by so many workers beside each other. */
export async function eachBeside(
  workers: number,
  times: number,
  work: (number: number) => Promise<void>,
): Promise<void> {
  let begun = 0;
  const worker = async () => {
    while (begun < times) {
      begun += 1;
      await work(begun - 1);
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
}
