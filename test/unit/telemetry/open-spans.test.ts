import { setImmediate as nextRound } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openSpans } from '../../../shared/telemetry/open-spans.ts';
import type { Span } from '../../../shared/telemetry/span.ts';

const span = (name: string): Span => ({
  traceId: '1'.repeat(32),
  spanId: '2'.repeat(16),
  name,
  kind: 'INTERNAL',
  startedAt: 1,
  endedAt: 2,
  attributes: {},
  failed: false,
});

/** A receiver that does as it is told, in a time that stands until it is moved. */
function aReceiver(options: { afterMs?: number } = {}) {
  const received: string[][] = [];
  const reported: Record<string, unknown>[] = [];
  const sleepers: { at: number; wake: () => void }[] = [];
  const state = { now: 0, lost: 0, answer: async (): Promise<void> => undefined };
  const spans = openSpans({
    send: async (batch) => {
      received.push(batch.map(({ name }) => name));
      await state.answer();
    },
    clock: {
      now: () => state.now,
      delay: (ms, signal) =>
        new Promise((wake, reject) => {
          sleepers.push({ at: state.now + ms, wake });
          signal?.addEventListener('abort', () => reject(signal.reason));
        }),
    },
    reportFailure: (_, facts) => reported.push(facts),
    onLost: (count) => {
      state.lost += count;
    },
    ...options,
  });
  const pass = async (ms: number) => {
    state.now += ms;
    for (const sleeper of sleepers.splice(0)) {
      if (sleeper.at <= state.now) sleeper.wake();
      else sleepers.push(sleeper);
    }
    await nextRound();
  };
  return { spans, received, reported, state, pass };
}

const down = async () => {
  throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
};

describe('finished spans', () => {
  it('are delivered together when an invocation ends', async () => {
    const { spans, received } = aReceiver();
    spans.add(span('a'));
    spans.add(span('b'));
    await nextRound();
    expect(received).toEqual([]);
    await spans.flush(1_500);
    expect(received).toEqual([['a', 'b']]);
    await spans.flush(1_500);
    expect(received).toHaveLength(1);
  });

  it('are delivered by themselves where nobody ends an invocation', async () => {
    const { spans, received, pass } = aReceiver({ afterMs: 200 });
    spans.add(span('a'));
    await pass(199);
    expect(received).toEqual([]);
    spans.add(span('b'));
    await pass(1);
    expect(received).toEqual([['a', 'b']]);
    spans.add(span('c'));
    await pass(200);
    expect(received).toEqual([['a', 'b'], ['c']]);
  });

  it('do not wait for an end when there are many, and go 200 at a time', async () => {
    const { spans, received } = aReceiver();
    for (let index = 0; index < 450; index += 1) spans.add(span(`${index}`));
    await spans.flush(1_500);
    expect(received.map(({ length }) => length)).toEqual([200, 200, 50]);
    expect(new Set(received.flat()).size).toBe(450);
  });

  it('hold an invocation no longer than the limit, whatever the receiver does', async () => {
    const { spans, state, pass } = aReceiver();
    state.answer = () => new Promise(() => undefined);
    spans.add(span('a'));
    let over = false;
    const flushed = spans.flush(1_500).then(() => {
      over = true;
    });
    await pass(1_499);
    expect(over).toBe(false);
    await pass(1);
    await flushed;
  });
});

it('the last spans are delivered at the close, and nothing by itself after it', async () => {
  const { spans, received, pass } = aReceiver({ afterMs: 200 });
  spans.add(span('a'));
  await spans.close(1_000);
  expect(received).toEqual([['a']]);
  spans.add(span('b'));
  await pass(60_000);
  expect(received).toHaveLength(1);
});

describe('while the receiver is down', () => {
  it('one failure is reported, and nothing is tried for 30 s', async () => {
    const { spans, received, reported, state } = aReceiver();
    state.answer = down;
    for (const name of ['a', 'b', 'c']) {
      spans.add(span(name));
      await spans.flush(1_500);
    }
    expect(received).toEqual([['a']]);
    expect(reported).toEqual([{ spans: 1, reason: 'ECONNREFUSED connect' }]);
    expect(state.lost).toBe(0);
  });

  it('spans wait, and arrive when it is back', async () => {
    const { spans, received, reported, state } = aReceiver();
    state.answer = down;
    spans.add(span('a'));
    await spans.flush(1_500);
    state.answer = async () => undefined;
    spans.add(span('b'));
    state.now += 30_000;
    await spans.flush(1_500);
    expect(received).toEqual([['a'], ['a', 'b']]);
    state.answer = down;
    spans.add(span('c'));
    await spans.flush(1_500);
    expect(reported).toHaveLength(2);
  });

  it('it is tried again by itself where nobody ends an invocation', async () => {
    const { spans, received, state, pass } = aReceiver({ afterMs: 200 });
    state.answer = down;
    spans.add(span('a'));
    await pass(200);
    state.answer = async () => undefined;
    await pass(29_000);
    expect(received).toHaveLength(1);
    await pass(1_000);
    expect(received).toEqual([['a'], ['a']]);
  });

  it('a batch that it never takes is given up, and counted', async () => {
    const { spans, reported, state } = aReceiver();
    state.answer = down;
    spans.add(span('a'));
    for (let tries = 0; tries < 4; tries += 1) {
      await spans.flush(1_500);
      state.now += 30_000;
    }
    expect(state.lost).toBe(1);
    expect(reported).toHaveLength(1);
  });

  it('no more than 2,000 spans wait: the oldest are dropped, and counted', async () => {
    const { spans, state } = aReceiver();
    state.answer = down;
    for (let index = 0; index < 2_500; index += 1) spans.add(span(`${index}`));
    await spans.flush(1_500);
    expect(state.lost).toBe(500);
  });
});
