import { setImmediate as nextRound } from 'node:timers/promises';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AdvanceOutput } from '../../../shared/contracts/run-payload.ts';
import { asksFor, type Json } from '../../builders/a-caller.ts';
import { aHandDrivenService, callStates, eventsIn } from '../../builders/a-hand-driven-service.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LAMBDA = 900 * SECOND;
const service = await aHandDrivenService();
const { engine, time, tool, wire } = service;
const turns = [asksFor(['work']), { text: 'done' }];
const isControlPut = (command: unknown) =>
  command instanceof PutCommand && command.input.TableName === 'SessionControl';

const succeed = async () => ({ state: 'SUCCEEDED' as const, output: '{}' });

beforeEach(() => {
  tool.calls.length = 0;
  tool.answer = succeed;
  wire.send = (command, next) => next(command);
});

describe('an invocation that drives', () => {
  it('F8 beside another of the same run makes no call that the other has made', async () => {
    const key = await service.start(turns);
    const held = service.hold();
    const first = service.advance(key);
    await held.arrived();
    const second = await service.advance(key, { loop: 1 });
    expect(second).toMatchObject({ next: 'BACK_OFF', seconds: 60 });
    held.release();
    // What the first did is saved by its claim; the rest is for the one that holds the lease.
    expect((await first).next).toBe('CONTINUE');
    expect(callStates(await service.trace(key))).toEqual(['SUCCEEDED']);
    const { next: _next, ...payload } = second;
    expect((await service.advance(key, payload)).next).toBe('COMPLETED');
    expect(tool.calls).toEqual([`${key.sessionId}/1/0`]);
  });

  it('F8 at the same moment as two others: each call is made once, and one of them finishes', async () => {
    for (let round = 0; round < 10; round += 1) {
      tool.calls.length = 0;
      const key = await service.start([asksFor(['work'], ['work']), asksFor(['work']), { text: 'done' }]);
      let outputs: AdvanceOutput[] = await Promise.all([
        service.advance(key),
        service.advance(key),
        service.advance(key),
      ]);
      while (!outputs.some(({ next }) => next === 'COMPLETED')) outputs = [await service.advance(key, { loop: 2 })];
      expect([...tool.calls].sort()).toEqual(['1/0', '1/1', '2/0'].map((call) => `${key.sessionId}/${call}`));
    }
  });

  it('F9 begins no turn that it could not end before its own limit', async () => {
    const slow = await service.start(turns, { timeoutSeconds: 600 });
    // 30 s to leave, 60 s for the model; the tool's 600 s are known once the definition was read.
    expect((await service.advance(slow, {}, () => 119 * SECOND)).next).toBe('CONTINUE');
    expect((await service.control(slow)).turns).toBe(0);
    expect(tool.calls).toEqual([]);
    expect((await service.advance(slow, { loop: 1 }, () => LAMBDA)).next).toBe('COMPLETED');
    const between = await service.start(turns, { timeoutSeconds: 600 });
    let left = LAMBDA;
    tool.answer = async () => {
      left = 689 * SECOND;
      return { state: 'SUCCEEDED', output: '{}' };
    };
    expect((await service.advance(between, {}, () => left)).next).toBe('CONTINUE');
    expect((await service.control(between)).turns).toBe(1);
  });

  it('F10 that is killed in the middle of a call leaves an outcome that is unknown, and the call is not made again', async () => {
    const key = await service.start(turns);
    const held = service.hold(); // never released: the process is gone
    void service.advance(key);
    await held.arrived();
    tool.answer = succeed;
    time.now += LAMBDA + 30 * SECOND;
    const early = await service.advance(key, { loop: 1 });
    expect(early).toMatchObject({ next: 'BACK_OFF', seconds: 1 });
    time.now += SECOND;
    expect((await service.advance(key, { loop: 2 })).next).toBe('COMPLETED');
    expect(callStates(await service.trace(key))).toEqual(['OUTCOME_UNKNOWN']);
    expect(tool.calls).toEqual([`${key.sessionId}/1/0`]);
  });

  it('F10 that is killed in the middle of a repeatable call: it is made again, with the same key', async () => {
    const key = await service.start(turns, { repeatable: true });
    const held = service.hold();
    void service.advance(key);
    await held.arrived();
    tool.answer = succeed;
    time.now += LAMBDA + 31 * SECOND;
    expect((await service.advance(key, { loop: 1 })).next).toBe('COMPLETED');
    expect(callStates(await service.trace(key))).toEqual(['SUCCEEDED']);
    expect(tool.calls).toEqual([`${key.sessionId}/1/0`, `${key.sessionId}/1/0`]);
  });

  it('F10 that is killed in the middle of a call while the session is being canceled: it ends as canceled', async () => {
    const key = await service.start(turns, { repeatable: true });
    const held = service.hold();
    void service.advance(key);
    await held.arrived();
    tool.answer = succeed;
    expect((await service.steer(key, 'cancel')).control.status).toBe('CANCELING');
    time.now += LAMBDA + 31 * SECOND;
    expect((await service.advance(key, { loop: 1 })).next).toBe('CANCELED');
    expect(tool.calls).toHaveLength(1);
  });

  it.each([
    [false, ['OUTCOME_UNKNOWN'], 1],
    [true, ['SUCCEEDED'], 2],
  ])('F11 that could not save what a call gave (repeatable: %s)', async (repeatable, states, made) => {
    const key = await service.start(turns, { repeatable });
    wire.send = (command, next) => {
      if (isControlPut(command) && tool.calls.length > 0) throw new Error('the process is killed');
      return next(command);
    };
    await expect(service.advance(key)).rejects.toThrow('the process is killed');
    wire.send = (command, next) => next(command);
    expect((await service.control(key)).entries.at(-1)).toMatchObject({ kind: 'TOOL_CALL', state: 'RUNNING' });
    time.now += LAMBDA + 31 * SECOND;
    expect((await service.advance(key, { loop: 1 })).next).toBe('COMPLETED');
    expect(callStates(await service.trace(key))).toEqual(states);
    expect(new Set(tool.calls)).toEqual(new Set([`${key.sessionId}/1/0`]));
    expect(tool.calls).toHaveLength(made);
  });

  it('F12 does not answer before everything that it began has ended', async () => {
    const key = await service.start([asksFor(['work'], ['work'], ['work']), { text: 'done' }]);
    const gate = Promise.withResolvers<void>();
    tool.answer = async (call) => {
      if (call.endsWith('/0')) throw new Error('the runner itself is broken');
      await gate.promise;
      return { state: 'SUCCEEDED', output: '{}' };
    };
    let answered = false;
    const advancing = service.advance(key).finally(() => {
      answered = true;
    });
    while (tool.calls.length < 3) await nextRound();
    for (let round = 0; round < 50; round += 1) await nextRound();
    expect(answered).toBe(false);
    gate.resolve();
    expect((await advancing).next).toBe('COMPLETED');
    let after = 0;
    wire.send = (command, next) => {
      after += 1;
      return next(command);
    };
    for (let round = 0; round < 50; round += 1) await nextRound();
    expect(after).toBe(0);
    expect(callStates(await service.trace(key)).sort()).toEqual(['INTERNAL', 'SUCCEEDED', 'SUCCEEDED']);
  });
});

describe('an execution', () => {
  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('F13 that %s is replaced by a new run', async (status) => {
    const key = await service.start(turns);
    await service.executionEnded(key, 1, 'SUCCEEDED');
    expect((await service.control(key)).run).toBe(1);
    await service.executionEnded(key, 1, status);
    await service.executionEnded(key, 1, status); // delivered twice
    expect((await service.control(key)).run).toBe(2);
    expect(engine.started.filter((name) => name.startsWith(key.sessionId))).toEqual([
      `${key.sessionId}.1`,
      `${key.sessionId}.2`,
    ]);
    expect((await service.advance(key, { run: 2 })).next).toBe('COMPLETED');
    expect(eventsIn(await service.trace(key))).toEqual(['RECOVERED', 'STARTED', 'COMPLETED']);
  });

  it('F13 that was lost without anybody being told is replaced by the sweeper', async () => {
    const key = await service.start(turns);
    const held = service.hold();
    void service.advance(key);
    await held.arrived();
    tool.answer = succeed;
    time.now += LAMBDA + 5 * MINUTE;
    await service.sweep();
    expect(engine.stopped).toContain(`${key.sessionId}.1`);
    expect((await service.advance(key, { run: 2 })).next).toBe('COMPLETED');
    expect(tool.calls).toHaveLength(1);
  });

  it('F13 that has become long is followed by the next run before its history is full', async () => {
    const key = await service.start(turns);
    const held = service.hold();
    const advancing = service.advance(key, { loop: 999 });
    await held.arrived();
    await service.steer(key, 'pause');
    held.release();
    expect((await advancing).next).toBe('ROLL_OVER');
    expect(engine.started).toContain(`${key.sessionId}.2`);
    await service.steer(key, 'resume');
    expect((await service.advance(key, { run: 2 })).next).toBe('COMPLETED');
  });

  it('F16 that is replaced while it lives changes nothing any more; what its call gave is kept', async () => {
    const key = await service.start(turns);
    const held = service.hold();
    const old = service.advance(key);
    await held.arrived();
    await service.executionEnded(key, 1, 'FAILED');
    expect(engine.stopped).toContain(`${key.sessionId}.1`);
    expect((await service.advance(key, { run: 2 })).next).toBe('BACK_OFF');
    held.release();
    expect((await old).next).toBe('SUPERSEDED');
    expect((await service.advance(key, { loop: 1 })).next).toBe('SUPERSEDED');
    expect((await service.advance(key, { run: 2, loop: 1 })).next).toBe('COMPLETED');
    expect(tool.calls).toEqual([`${key.sessionId}/1/0`]);
    expect(callStates(await service.trace(key))).toEqual(['SUCCEEDED']);
  });

  it('F16 of an old run that wants to wait gets its own token back at once', async () => {
    const key = await service.start(turns);
    const held = service.hold();
    const advancing = service.advance(key);
    await held.arrived();
    await service.steer(key, 'pause');
    held.release();
    const output = await advancing;
    await service.executionEnded(key, 1, 'ABORTED');
    await service.park(output, 'token-of-run-1');
    expect(engine.sent).toContain('token-of-run-1');
    expect((await service.control(key)).token).toBeUndefined();
  });

  it('F18 that ends without progress again and again ends the session after five new runs, with the reason', async () => {
    const key = await service.start(turns);
    // Each run dies between its lease and the record of the model's answer.
    wire.send = (command: Json, next) => {
      const state: string | undefined = isControlPut(command) ? command.input.Item.state : undefined;
      if (state?.includes('"turns":1')) throw new Error('out of memory');
      return next(command);
    };
    let run = 1;
    for (; run <= 10 && (await service.control(key)).status !== 'FAILED'; run += 1) {
      await expect(service.advance(key, { run })).rejects.toThrow('out of memory');
      await service.executionEnded(key, run, 'FAILED');
    }
    const control = await service.control(key);
    expect([run, control.status, control.error?.category]).toEqual([7, 'FAILED', 'NO_PROGRESS']);
    expect(engine.started.filter((name) => name.startsWith(key.sessionId))).toHaveLength(6);
    expect((await service.trace(key)).every(({ state }) => state !== 'RUNNING')).toBe(true);
  });
});
