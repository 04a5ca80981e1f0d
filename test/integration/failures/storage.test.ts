import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { AdvanceOutput } from '../../../shared/contracts/run-payload.ts';
import type { SessionKey } from '../../../shared/storage/control-store.ts';
import { purgeSession } from '../../../shared/storage/purge-session.ts';
import { asksFor, type Json } from '../../builders/a-caller.ts';
import { aHandDrivenService, callStates, eventsIn } from '../../builders/a-hand-driven-service.ts';

const SECOND = 1_000;
const service = await aHandDrivenService();
const { deps, time, tool, wire, engine } = service;
const clock = { now: () => time.now };
const succeed = async () => ({ state: 'SUCCEEDED' as const, output: '{"status":200}' });

afterEach(() => {
  tool.calls.length = 0;
  tool.answer = succeed;
  wire.send = (command, next) => next(command);
});

/** As Step Functions goes on: what fails is tried again, a back-off is waited for. Answers the last word of Advance. */
async function untilItEnds(key: SessionKey): Promise<AdvanceOutput> {
  for (let loop = 0; loop < 200; loop += 1) {
    const output = await service.advance(key, { loop }).catch(() => undefined);
    time.now += (output?.seconds ?? 1) * SECOND;
    if (output !== undefined && !['CONTINUE', 'BACK_OFF'].includes(output.next)) return output;
  }
  throw new Error('it does not end');
}

const throttled = () => Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

/** 0 to 1, the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe('tables that', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'F40 throttle three requests of ten fail no session, and no call is made twice (%i)',
    async (seed) => {
      const key = await service.start([asksFor(['work'], ['work']), asksFor(['work']), { text: 'done' }]);
      const random = seeded(seed);
      wire.send = (command, next) => (random() < 0.3 ? Promise.reject(throttled()) : next(command));
      const output = await untilItEnds(key);
      wire.send = (command, next) => next(command);
      expect(output.next).toBe('COMPLETED');
      expect(callStates(await service.trace(key))).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
      expect([...tool.calls].sort()).toEqual(['1/0', '1/1', '2/0'].map((call) => `${key.sessionId}/${call}`));
    },
  );

  it('F41 lose the answer to every write, so that each is sent again, are written to once', async () => {
    const key = await service.start([asksFor(['work']), { text: 'done' }]);
    const versions: number[] = [];
    wire.send = async (command, next) => {
      if (!(command instanceof PutCommand)) return next(command);
      await next(command);
      if (command.input.TableName === 'SessionControl') versions.push(command.input.Item?.version);
      return next(command); // the SDK, which heard nothing, sends it again: its own write refuses it
    };
    expect((await service.advance(key)).next).toBe('COMPLETED');
    expect(versions).toEqual(versions.map((_, index) => (versions[0] ?? 0) + index));
    const entries = await service.trace(key);
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(eventsIn(entries)).toEqual(['STARTED', 'COMPLETED']);
    expect(tool.calls).toHaveLength(1);
  });

  it('F41 lose the answer to a command: it took hold once, and its effects are performed', async () => {
    const key = await service.start([asksFor(['work']), { text: 'done' }]);
    wire.send = async (command, next) => {
      await next(command);
      return next(command);
    };
    const { changed, control } = await service.steer(key, 'cancel');
    wire.send = (command, next) => next(command);
    expect([changed, control.status]).toEqual([true, 'CANCELED']);
    expect(eventsIn(await service.trace(key))).toEqual(['CANCEL_REQUESTED', 'CANCELED']);
    expect((await service.control(key)).effects.map(({ kind }) => kind)).not.toContain('PUT_ENTRY');
  });

  it('F42 do only a part of a batch are asked for the rest', async () => {
    const key = { tenantId: 'demo', sessionId: deps.newId('session') };
    for (let seq = 1; seq <= 60; seq += 1) {
      await deps.projections.putEntry(key, {
        seq,
        v: 1,
        at: 1,
        kind: 'RESPONSE',
        state: 'SUCCEEDED',
        text: { text: 'x' },
      });
    }
    let refusals = 0;
    wire.send = async (command, next) => {
      if (!(command instanceof BatchWriteCommand)) return next(command);
      const [[table, requests = []] = ['', []]] = Object.entries(command.input.RequestItems ?? {});
      const [done, left] = [requests.slice(0, 10), requests.slice(10)];
      await next(new BatchWriteCommand({ RequestItems: { [table]: done } }));
      refusals += left.length;
      return { UnprocessedItems: left.length > 0 ? { [table]: left } : {} };
    };
    await purgeSession(key, { documentClient: deps.documentClient, table: deps.tables.Activity, clock });
    expect(refusals).toBeGreaterThan(0);
    expect(await deps.readEntries(key)).toEqual([]);
  });
});

describe('what is large', () => {
  it('F43 never makes an item that a table refuses, nor a control item of more than 100 KB', async () => {
    const length = fc.oneof(
      fc.integer({ min: 0, max: 6_000 }),
      fc.constantFrom(100_000, 400_000, 2_097_152, 5_000_000),
    );
    const sizes = fc.array(fc.record({ input: fc.integer({ min: 0, max: 20_000 }), output: length }), {
      minLength: 1,
      maxLength: 16,
    });
    await fc.assert(
      fc.asyncProperty(sizes, async (calls) => {
        let [largestControl, largestItem] = [0, 0];
        wire.send = (command, next) => {
          if (command instanceof PutCommand) {
            const item = command.input.Item ?? {};
            const bytes = Buffer.byteLength(JSON.stringify({ ...item, data: '' })) + (item.data?.length ?? 0);
            if (command.input.TableName === 'SessionControl') largestControl = Math.max(largestControl, bytes);
            largestItem = Math.max(largestItem, bytes);
          }
          return next(command);
        };
        const turn = asksFor(...calls.map(({ input }): [string, unknown] => ['work', { text: 'é'.repeat(input) }]));
        tool.answer = async (call) => ({
          state: 'SUCCEEDED',
          output: JSON.stringify({ body: 'ü'.repeat((calls[Number(call.split('/')[2])]?.output ?? 0) / 2) }),
        });
        const key = await service.start([turn, { text: 'z'.repeat(300_000) }]);
        expect((await service.advance(key)).next).toBe('COMPLETED');
        expect(largestControl).toBeLessThanOrEqual(100 * 1_024);
        expect(largestItem).toBeLessThan(400 * 1_024);
      }),
      { numRuns: 12 },
    );
  });

  it('F44 stays out of what Step Functions carries: ids and counters only, under 1 KB', async () => {
    const secret = 'canary-44';
    const model = { toolCalls: [{ toolName: 'work', input: { text: secret } }], text: secret, reasoning: secret };
    const outputs: Json[] = [];
    tool.answer = async () => ({
      state: 'FAILED',
      output: secret,
      error: { category: 'TOOL_FAILED', message: secret },
    });
    const done = await service.start([model, { text: secret.repeat(1_000) }]);
    outputs.push(await service.advance(done));
    const failing = await service.start([{ error: { status: 400, message: secret } }]);
    outputs.push(await service.advance(failing));
    const held = service.hold();
    const waiting = await service.start([model]);
    const advancing = service.advance(waiting);
    await held.arrived();
    await service.steer(waiting, 'pause');
    held.release();
    outputs.push(await advancing);
    expect(outputs.map(({ next }) => next)).toEqual(['COMPLETED', 'FAILED', 'WAIT_FOR_RESUME']);
    for (const output of outputs) {
      expect(JSON.stringify(output)).not.toContain(secret);
      expect(JSON.stringify(output).length).toBeLessThan(1_024);
    }
    expect(engine.started.join()).not.toContain(secret);
  });
});

describe('what a table or a parser may refuse', () => {
  const corpus: [string, string][] = [
    ['a lone surrogate', '{"a":"\ud800"}'],
    ['an escaped lone surrogate', '{"a":"\\ud800","\\udfff":1}'],
    ['numbers beyond 38 digits', `{"a":${'9'.repeat(400)},"b":1e400,"c":-1e-400,"d":0.${'1'.repeat(60)}}`],
    ['nesting of 50 levels, beyond the 32 of a table', `${'['.repeat(50)}${']'.repeat(50)}`],
    ['nesting of 10,000 levels', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['empty keys and values', '{"":"","a":[],"b":{},"c":null}'],
    ['a __proto__', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
    ['control characters', '{"a":"\\u0000\\u0008"}\u0000'],
    ['no JSON', 'NaN'],
    ['nothing', ''],
  ];

  it.each(corpus)('F45 is stored as text and shown: %s', async (_what, text) => {
    tool.answer = async () => ({ state: 'SUCCEEDED', output: text });
    const turns = [
      { text, reasoning: text, toolCalls: [{ toolName: 'work', input: { text } }] },
      { text: text || 'done' },
    ];
    const key = await service.start(turns);
    expect((await service.advance(key)).next).toBe('COMPLETED');
    const entries = await service.trace(key);
    expect(callStates(entries)).toEqual(['SUCCEEDED']);
    const call = entries.find((entry) => entry.kind === 'TOOL_CALL');
    const output = call?.kind === 'TOOL_CALL' && call.output ? await deps.texts.read(key, call.output) : undefined;
    expect(output).toBe(text.toWellFormed());
    expect(({} as Json).polluted).toBeUndefined();
  });
});

describe('clocks', () => {
  it.each([0, 1, 2, 3, 4])(
    'F49 that differ by minutes change neither the order nor what happens, and no duration is negative (%i)',
    async (first) => {
      const offsets = [0, 300, -300, 120, -120];
      const start = time.now;
      let looks = first;
      // Each look at the clock is another machine's.
      Object.defineProperty(time, 'now', {
        configurable: true,
        get: () => start + (offsets[looks++ % offsets.length] ?? 0) * SECOND,
      });
      const key = await service.start([asksFor(['work']), asksFor(['work']), { text: 'done' }]);
      const held = service.hold();
      const advancing = service.advance(key);
      await held.arrived();
      await service.steer(key, 'pause');
      held.release();
      const { next, ...output } = await advancing;
      expect(next).toBe('WAIT_FOR_RESUME');
      await service.park({ next, ...output }, `token-f49-${first}`);
      await service.steer(key, 'resume');
      expect(engine.sent).toContain(`token-f49-${first}`);
      expect((await service.advance(key, output)).next).toBe('COMPLETED');
      Object.defineProperty(time, 'now', { configurable: true, writable: true, value: start });
      const entries = await service.trace(key);
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
      expect(eventsIn(entries)).toEqual(['STARTED', 'PAUSE_REQUESTED', 'PAUSED', 'RESUMED', 'COMPLETED']);
      expect(entries.find((entry) => entry.kind === 'SYSTEM' && entry.event === 'RESUMED')).toMatchObject({
        pausedMs: expect.toSatisfy((ms: number) => ms >= 0),
      });
      expect((await service.control(key)).activeMs).toBeGreaterThanOrEqual(0);
      expect(callStates(entries)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    },
  );
});
