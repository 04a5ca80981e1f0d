import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '../api-client.ts';
import { TURNS } from '../bench-agent.ts';
import type { EmptyTool } from '../empty-tool.ts';
import { type Figure, percentile, timeOf } from '../figure.ts';
import { endWatch } from './play-sessions.ts';

const SESSIONS = 20;
const LOOK_EVERY_MS = 20;
/** After its last entry is shown an execution takes a moment more to store its token. */
const PARKED_AFTER_MS = 300;

type Resumed = {
  client: ApiClient;
  tool: EmptyTool;
  /** Of an agent whose first call is held: time to pause the session meanwhile. */
  agentId: string;
};

/** Sessions that were paused in their first turn and wait since its end: from the resume until one is seen as ended, four turns later. */
export async function resumeRound(resumed: Resumed): Promise<Figure[]> {
  const { client } = resumed;
  const ended = endWatch({ ...resumed, turns: TURNS });
  const [endings, answers]: [number[], number[]] = [[], []];
  for (const sessionId of await pausedSessions(resumed)) {
    // Beside each other: the session may have ended before the resume is answered.
    const answer = timeOf(() => client.ask('POST', `/sessions/${sessionId}/resume`));
    endings.push(await timeOf(() => ended(sessionId)));
    answers.push(await answer);
  }
  const name = `resume to the end, ${TURNS - 1} more turns, p50`;
  return [
    { name, value: percentile(endings, 0.5), unit: 'ms', goal: '<= 10' },
    { name: 'resume answered, p50', value: percentile(answers, 0.5), unit: 'ms' },
  ];
}

async function pausedSessions({ client, tool, agentId }: Resumed): Promise<string[]> {
  const sessionIds = await Promise.all(
    Array.from({ length: SESSIONS }, async (): Promise<string> => {
      const { sessionId } = await client.ask('POST', '/sessions', { agentId });
      await tool.called(sessionId, 1);
      await client.ask('POST', `/sessions/${sessionId}/pause`);
      return sessionId;
    }),
  );
  tool.release();
  for (const sessionId of sessionIds) while (!(await isAtRest(client, sessionId))) await delay(LOOK_EVERY_MS);
  await delay(PARKED_AFTER_MS);
  return sessionIds;
}

async function isAtRest(client: ApiClient, sessionId: string): Promise<boolean> {
  const { items } = await client.ask('GET', `/sessions/${sessionId}/activity?kind=TOOL_CALL`);
  return items.length === 1 && items[0].state === 'SUCCEEDED';
}
