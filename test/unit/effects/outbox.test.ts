import { expect, it } from 'vitest';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import { openOutbox } from '../../../shared/effects/outbox.ts';
import { aCall, anAnswer, applied, claim, decided, openCall, running, START } from '../../builders/a-session.ts';

/** A clock that stands until it is moved, and the projections that were put by then. */
function anOutbox() {
  let now = START + 10_000;
  const sleepers: { at: number; wake: () => void }[] = [];
  const put: string[] = [];
  const clock = {
    now: () => now,
    delay: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((wake, reject) => {
        sleepers.push({ at: now + ms, wake });
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const projections = {
    putSummary: async ({ turns, toolCalls }: { turns: number; toolCalls: number }) =>
      void put.push(`summary ${turns}/${toolCalls}`),
    putEntry: async (_key: unknown, { seq, state }: { seq: number; state: string }) =>
      void put.push(`entry ${seq} ${state}`),
  };
  const events = { statusChanged: async () => {}, taskChanged: async () => {} };
  const texts = { read: async (_key: unknown, stored: { text: string }) => stored.text };
  const outbox = openOutbox({
    clock,
    projections,
    events,
    texts,
    reportFailure: (_: string, facts: unknown) => put.push(String(facts)),
  } as unknown as EffectDeps);
  const pass = async (ms: number) => {
    now += ms;
    for (const { at, wake } of sleepers) if (at <= now) wake();
    await new Promise((settled) => setImmediate(settled));
  };
  return { outbox, put, pass, now: () => now };
}

it('shows an open call after a moment, its counters within 2 s, and a resolved one at once', async () => {
  const { outbox, put, pass, now } = anOutbox();
  const quiet = { ...running(), summaryAt: now() - 1, effects: [] };
  const busy = decided(quiet, anAnswer([aCall()]), now());
  outbox.take(busy.control, busy.added);
  await pass(0);
  expect(put).toEqual(['entry 2 SUCCEEDED']);
  await pass(150);
  expect(put).toEqual(['entry 2 SUCCEEDED', 'entry 3 RUNNING']);
  await pass(1_700);
  expect(put).toHaveLength(2);
  await pass(150);
  expect(put.slice(2)).toEqual(['summary 1/1']);
  const settled = decided(
    busy.control,
    {
      type: 'settle_calls',
      run: 1,
      claim,
      results: [{ seq: openCall(busy.control), holder: claim.holder, state: 'SUCCEEDED', activeMs: 1 }],
    },
    now(),
  );
  outbox.take(settled.control, settled.added);
  await pass(0);
  expect(put).toContain('entry 3 SUCCEEDED');
});

it('puts everything before it is settled', async () => {
  const { outbox, put } = anOutbox();
  const busy = applied(running(), anAnswer([aCall()]));
  outbox.take(
    busy,
    busy.effects.filter(({ kind }) => kind.startsWith('PUT_')),
  );
  await outbox.settle();
  expect(put).toEqual(expect.arrayContaining(['entry 3 RUNNING', 'summary 1/1']));
  expect(outbox.done().length).toBe(put.length);
});
