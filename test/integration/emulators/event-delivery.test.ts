import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutEventsCommand, PutRuleCommand, PutTargetsCommand, type Target } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BUS, type EventBenchOptions, functionArn, openEventBench } from './event-bench.ts';

const MINUTE = 60_000;
type Bench = ReturnType<typeof openEventBench>;

let folder = '';
let open: Bench[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'event-bus-'));
  open = [];
});
afterEach(() => {
  for (const bench of open) bench.close();
  rmSync(folder, { recursive: true });
});

function aBench(options: EventBenchOptions = {}): Bench {
  const bench = openEventBench({ path: join(folder, 'events.sqlite'), ...options });
  open.push(bench);
  return bench;
}
function close(bench: Bench): void {
  bench.close();
  open = open.filter((other) => other !== bench);
}

/** A rule for everything of the shop, and its target. */
async function listen({ events }: Bench, target: Partial<Target> = {}): Promise<void> {
  await events.send(new PutRuleCommand({ EventBusName: BUS, Name: 'shop', EventPattern: '{"source":["shop"]}' }));
  const Targets = [{ Id: 'one', Arn: functionArn('work'), ...target }];
  await events.send(new PutTargetsCommand({ EventBusName: BUS, Rule: 'shop', Targets }));
}
async function put({ events }: Bench, count = 1): Promise<void> {
  for (let n = 0; n < count; n++) {
    const Entries = [{ EventBusName: BUS, Source: 'shop', DetailType: 'Order', Detail: JSON.stringify({ n }) }];
    await events.send(new PutEventsCommand({ Entries }));
  }
}

/** A function that fails the first times; `at` are the minutes at which it was called. */
function failing(times: number, time: () => number) {
  const at: number[] = [];
  const work = async () => {
    at.push(time());
    if (at.length <= times) throw new TypeError(`failed for the ${at.length}. time`);
  };
  return { at, functions: { work } };
}

describe('a delivery', () => {
  it('is tried again when the function fails, each time after twice as long', async () => {
    let bench: Bench;
    const { at, functions } = failing(5, () => bench.time.clock.now());
    bench = aBench({ functions });
    const start = bench.time.clock.now();
    await listen(bench);
    await put(bench);
    await bench.time.pass(10 * MINUTE);
    expect(at.map((time) => (time - start) / 1_000)).toEqual([0, 1, 3, 7, 15, 31]);
    expect(bench.deliveries.deadLetters()).toEqual([]);
    expect(bench.reports).toEqual([]);
    expect(bench.time.pendingTimers()).toBe(0);
  });

  it('does not wait for other deliveries that fail', async () => {
    const seen: number[] = [];
    const bench = aBench({
      functions: {
        work: async (event) => {
          const { n } = (event as { detail: { n: number } }).detail;
          if (n === 0) throw new Error('always');
          seen.push(n);
        },
      },
    });
    await listen(bench);
    await put(bench, 40);
    await bench.time.pass(0);
    expect(seen).toEqual(Array.from({ length: 39 }, (_, n) => n + 1));
  });

  it('is one of 16 at the same time', async () => {
    const waiting: (() => void)[] = [];
    const bench = aBench({ functions: { work: () => new Promise<void>((resolve) => waiting.push(resolve)) } });
    await listen(bench);
    await put(bench, 40);
    await bench.time.pass(0);
    expect(waiting).toHaveLength(16);
    for (const settle of waiting.splice(0, 3)) settle();
    await bench.time.pass(0);
    expect(waiting).toHaveLength(16);
  });

  it('that fails too often is a dead letter, and can be sent again', async () => {
    let bench: Bench;
    const { at, functions } = failing(4, () => bench.time.clock.now());
    bench = aBench({ functions });
    await listen(bench, {
      RetryPolicy: { MaximumRetryAttempts: 2 },
      DeadLetterConfig: { Arn: 'arn:aws:sqs:local:000000000000:dead-letters' },
    });
    await put(bench);
    await bench.time.pass(60 * MINUTE);
    expect(at).toHaveLength(3);
    expect(bench.deliveries.deadLetters()).toMatchObject([
      {
        attempts: 3,
        error: 'TypeError',
        cause: expect.stringContaining('failed for the 3. time'),
        origin: expect.stringMatching(/:rule\/agent-sessions\/shop$/),
        queue: 'arn:aws:sqs:local:000000000000:dead-letters',
        payload: expect.stringContaining('"detail":{"n":0}'),
      },
    ]);
    expect(bench.reports).toMatchObject([{ message: 'delivery given up', facts: { attempts: 3 } }]);

    expect(bench.deliveries.redrive()).toBe(1);
    await bench.time.pass(MINUTE);
    expect(at).toHaveLength(5);
    expect(bench.deliveries.deadLetters()).toEqual([]);
  });

  it('that is too old is a dead letter, however many attempts are left', async () => {
    let bench: Bench;
    const { at, functions } = failing(1_000, () => bench.time.clock.now());
    bench = aBench({ functions });
    await listen(bench, { RetryPolicy: { MaximumEventAgeInSeconds: 60 } });
    await put(bench);
    await bench.time.pass(24 * 60 * MINUTE);
    expect(at).toHaveLength(6);
    expect(bench.deliveries.deadLetters()).toHaveLength(1);
  });

  it('to a function that is not there is a dead letter at once', async () => {
    const bench = aBench();
    await listen(bench, { Arn: functionArn('gone') });
    await put(bench);
    await bench.time.pass(0);
    expect(bench.deliveries.deadLetters()).toMatchObject([
      { attempts: 1, error: 'Lambda.ResourceNotFoundException', cause: expect.stringContaining('function:gone') },
    ]);
  });
});

describe('over a restart', () => {
  it('rules, their targets and their states are kept', async () => {
    const before = aBench();
    await listen(before);
    close(before);
    const after = aBench({ time: before.time });
    await put(after);
    await after.time.pass(0);
    expect(after.calls).toHaveLength(1);
  });

  it('what was not handed over yet is handed over', async () => {
    const before = aBench();
    await listen(before);
    await put(before, 3);
    close(before);
    const after = aBench({ time: before.time });
    await after.time.pass(0);
    expect(before.calls).toEqual([]);
    expect(after.calls).toMatchObject([{ detail: { n: 0 } }, { detail: { n: 1 } }, { detail: { n: 2 } }]);
    close(after);
    const later = aBench({ time: before.time });
    await later.time.pass(MINUTE);
    expect(later.calls).toEqual([]);
  });

  it('what the function had not answered is handed over again', async () => {
    const started: unknown[] = [];
    const hung = (payload: unknown) => {
      started.push(payload);
      return new Promise(() => undefined);
    };
    const before = aBench({ functions: { work: hung } });
    await listen(before);
    await put(before);
    await before.time.pass(0);
    close(before);
    const after = aBench({ time: before.time });
    await after.time.pass(0);
    expect(after.calls).toEqual(started);
  });

  it('an answer that comes after the end is not lost as a failure', async () => {
    const answers: (() => void)[] = [];
    const work = () => new Promise<void>((_, reject) => answers.push(() => reject(new Error('cut off'))));
    const before = aBench({ functions: { work } });
    await listen(before, { RetryPolicy: { MaximumRetryAttempts: 0 } });
    await put(before);
    await before.time.pass(0);
    close(before);
    answers[0]!();
    await before.time.pass(0);
    const after = aBench({ time: before.time });
    await after.time.pass(0);
    expect(after.calls).toHaveLength(1);
    expect(before.reports).toEqual([]);
  });

  it('back-off goes on, and dead letters are kept', async () => {
    let bench: Bench;
    const { at, functions } = failing(3, () => bench.time.clock.now());
    bench = aBench({ functions });
    await listen(bench, { RetryPolicy: { MaximumRetryAttempts: 2 } });
    await put(bench);
    await bench.time.pass(1_500);
    expect(at).toHaveLength(2);
    close(bench);
    bench = aBench({ functions, time: bench.time });
    await bench.time.pass(1_000);
    expect(at).toHaveLength(2);
    await bench.time.pass(1_000);
    expect(at).toHaveLength(3);
    close(bench);
    bench = aBench({ functions, time: bench.time });
    expect(bench.deliveries.deadLetters()).toMatchObject([{ attempts: 3 }]);
  });
});
