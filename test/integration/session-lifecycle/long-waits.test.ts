import { describe, expect, it } from 'vitest';
import type { ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { asksFor } from '../../builders/a-caller.ts';
import { aServiceInVirtualTime } from '../../builders/a-service-in-virtual-time.ts';
import { START } from '../../builders/a-session.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** History events: of an execution's start, of a loop with a wait, of Advance when it answers. */
const [STARTED, LOOP, ANSWERED] = [1, 14, 5];
const TASKS = 40;
const PER_TURN = 4;
/** So often the session is paused and resumed before each answer: each time a wait ends and the next one begins. */
const PAUSES = 49;
/** The tasks that are answered only after the session hibernates. */
const SLEEPS = [24, 32, 40];
const ask = { kind: 'manual_task', name: 'ask' };

describe('a session that waits for a person', () => {
  it('waits two years with nothing open and nothing due, and goes on', async () => {
    const service = await aServiceInVirtualTime();
    await service.start([asksFor(['ask']), { text: 'It was {{ calls.ask.output.answer }}.' }], [ask]);
    await service.parked.take();
    await service.time.pass(DAY_MS);
    expect(await service.ended.take()).toMatchObject({ status: 'SUCCEEDED', state: 'HIBERNATE' });

    await service.time.pass(2 * 365 * DAY_MS);
    const asleep = await service.control();
    expect(asleep).toMatchObject({ status: 'RUNNING', live: false, run: 1, effects: [] });
    expect(asleep.token).toBeUndefined();
    expect(asleep.dueAt).toBeUndefined();
    expect(service.openExecutions()).toEqual([]);
    expect(service.time.pendingTimers()).toBe(0);
    expect(await service.sweep()).toEqual({ swept: 0 });

    await service.complete(openCall(asleep.entries), { answer: 'worth it' });
    expect(await service.ended.take()).toMatchObject({ status: 'SUCCEEDED', state: 'COMPLETED' });
    const { status, run, finalResponse, endedAt } = await service.control();
    expect({ status, run, finalResponse }).toEqual({
      status: 'COMPLETED',
      run: 2,
      finalResponse: { text: 'It was worth it.' },
    });
    expect(endedAt).toBe(START + DAY_MS + 2 * 365 * DAY_MS);
  });
});

describe('a session with two thousand waits', () => {
  it('goes through a roll-over and hibernations without losing an answer', { timeout: 300_000 }, async () => {
    const service = await aServiceInVirtualTime();
    await service.start([...questions(), { text: 'That was all.' }], [ask]);
    await service.parked.take();
    const endings: string[] = [];
    const nextEnding = async () => endings.push((await service.ended.take()).state);
    for (let number = 1; number <= TASKS; number += 1) {
      for (let pauses = 0; pauses < PAUSES; pauses += 1) {
        await service.time.pass(HOUR_MS);
        await service.pause();
        await service.resume();
        await service.parked.take();
      }
      if (SLEEPS.includes(number)) {
        await service.time.pass(DAY_MS);
        while ((await service.control()).live) await nextEnding();
      }
      const { entries } = await service.control();
      await service.complete(openCall(entries), { number });
      if (number < TASKS) await service.parked.take();
    }
    while (endings.at(-1) !== 'COMPLETED') await nextEnding();

    expect(endings).toEqual(['ROLL_OVER', ...SLEEPS.map(() => 'HIBERNATE'), 'COMPLETED']);
    const runs = endings.map((_, index) => service.eventsOf(index + 1));
    expect(runs[0]).toBe(STARTED + 999 * LOOP + ANSWERED);
    expect(Math.max(...runs)).toBe(runs[0]);
    expect(runs.reduce((sum, events) => sum + events)).toBeGreaterThan(25_000);
    expect(await service.control()).toMatchObject({ status: 'COMPLETED', run: runs.length, toolCalls: TASKS });
    const trace = await service.trace();
    expect(trace.map(({ seq }) => seq)).toEqual(trace.map((_, index) => index + 1));
    const answers = trace.flatMap((entry) => (entry.kind === 'TOOL_CALL' ? [[entry.input, entry.output]] : []));
    expect(answers).toEqual(Array.from({ length: TASKS }, (_, index) => [numbered(index + 1), numbered(index + 1)]));
  });
});

const numbered = (number: number) => ({ text: JSON.stringify({ number }) });

function questions() {
  return Array.from({ length: Math.ceil(TASKS / PER_TURN) }, (_, turn) => {
    const first = turn * PER_TURN + 1;
    const count = Math.min(PER_TURN, TASKS - turn * PER_TURN);
    return asksFor(...Array.from({ length: count }, (_, at): [string, unknown] => ['ask', { number: first + at }]));
  });
}

function openCall(entries: readonly { kind: string; state: string }[]): ToolCallEntry {
  return entries.find(({ kind, state }) => kind === 'TOOL_CALL' && state === 'WAITING') as ToolCallEntry;
}
