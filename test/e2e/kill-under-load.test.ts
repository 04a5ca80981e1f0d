import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, type Caller, callsOf, type Json } from '../builders/a-caller.ts';
import { aDataFolder } from '../builders/a-laptop.ts';
import { aLaptopProcess } from '../builders/a-laptop-process.ts';
import { aToolService, type ToolService } from '../builders/a-tool-service.ts';

/** `npm run chaos` asks for more. */
const KILLS = Number(process.env.CHAOS_KILLS ?? 3);
const SESSIONS = 50;

const service = await aToolService();
afterAll(service.close);

/** What was acknowledged to a person must be true for ever; what was only asked for may have happened or not. */
type Acknowledged = { started: string[]; canceled: Set<string>; paused: Set<string>; asked: Map<string, Action> };
type Action = 'pause' | 'cancel';

/** Turns of about 50 ms; `pay` must not be made twice, `look` may. */
const turns = Array.from({ length: 4 }, () => ({ ...asksFor(['pay'], ['look']), delayMs: 30 }));

const anAgent = (laptop: Caller, tools: ToolService) =>
  laptop.anAgentWith(
    [...turns, { text: 'Done.' }],
    [tools.tool('pay', '/pay'), tools.tool('look', '/look', { repeatable: true })],
  );

/** Starts sessions and steers some of them until the kill ends it; notes only what was answered. */
async function load(laptop: Caller, agentId: string, acknowledged: Acknowledged): Promise<void> {
  await Promise.allSettled(
    Array.from({ length: SESSIONS }, async (_, number) => {
      const sessionId = await laptop.start(agentId);
      acknowledged.started.push(sessionId);
      const action = ({ 3: 'pause', 7: 'cancel' } as const)[number % 10];
      if (action !== undefined) await steer(laptop, sessionId, action, acknowledged);
    }),
  );
}

async function steer(laptop: Caller, sessionId: string, action: Action, acknowledged: Acknowledged): Promise<void> {
  acknowledged.asked.set(sessionId, action);
  const answer = await laptop.call('POST', `/sessions/${sessionId}/${action}`);
  if (answer.status === 200) acknowledged[action === 'pause' ? 'paused' : 'canceled'].add(sessionId);
}

/** The moment of the nth kill: after so many of the some 180 calls of a round. */
const callsBeforeKill = (kill: number) => 5 + ((kill * 61) % 140);

async function killInTheMiddle(laptop: Awaited<ReturnType<typeof aLaptopProcess>>, calls: number): Promise<void> {
  await service.arrived('/pay', service.calls('/pay').length + calls);
  await laptop.kill('SIGKILL');
}

describe(`a laptop that is killed ${KILLS} times under ${SESSIONS} live sessions`, () => {
  it(
    'settles them all, makes no effect twice and loses nothing that it had acknowledged',
    async () => {
      const place = { dataDir: aDataFolder(), toolHostsAllowed: service.host };
      const acknowledged: Acknowledged = { started: [], canceled: new Set(), paused: new Set(), asked: new Map() };
      for (let kill = 0; kill < KILLS; kill += 1) {
        const laptop = await aLaptopProcess(place);
        const agentId = await anAgent(laptop, service);
        const killed = killInTheMiddle(laptop, callsBeforeKill(kill));
        await load(laptop, agentId, acknowledged);
        await killed;
      }
      const last = await aLaptopProcess(place);
      for (const sessionId of acknowledged.asked.keys()) await resumeIfPaused(last, sessionId, acknowledged);
      for (const sessionId of acknowledged.started) await expectSettled(last, sessionId, acknowledged);
      expect(Math.max(...Object.values(service.callsByKey('/pay')))).toBe(1);
      await last.kill('SIGTERM');
    },
    60_000 + KILLS * 30_000,
  );
});

/** A pause that was acknowledged holds until somebody resumes; one that was only asked for may hold. */
async function resumeIfPaused(laptop: Caller, sessionId: string, { paused, asked }: Acknowledged): Promise<void> {
  if (asked.get(sessionId) !== 'pause') return;
  const { status } = await laptop.waitFor(sessionId, (session) =>
    paused.has(sessionId) ? session.status === 'PAUSED' : ['PAUSED', 'COMPLETED'].includes(session.status),
  );
  if (status === 'PAUSED') await laptop.ask('POST', `/sessions/${sessionId}/resume`);
}

async function expectSettled(laptop: Caller, sessionId: string, { canceled, asked }: Acknowledged): Promise<void> {
  const { session, entries } = await laptop.ended(sessionId);
  const mayBe = canceled.has(sessionId)
    ? ['CANCELED']
    : asked.get(sessionId) === 'cancel'
      ? ['CANCELED', 'COMPLETED']
      : ['COMPLETED'];
  expect(mayBe, sessionId).toContain(session.status);
  expect(entries.map(({ seq }: Json) => seq)).toEqual(entries.map((_, index) => index + 1));
  const unknown = callsOf(entries).filter(({ error }: Json) => error?.category === 'OUTCOME_UNKNOWN');
  // No call starts after a pause or cancel, so one that may be repeated is not repeated then either.
  expect(unknown.every(({ toolName }: Json) => toolName === 'pay' || asked.has(sessionId))).toBe(true);
}
