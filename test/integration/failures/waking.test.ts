import {
  ExecutionAlreadyExists,
  InvalidToken,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { AdvanceOutput } from '../../../shared/contracts/run-payload.ts';
import { executions } from '../../../shared/effects/executions.ts';
import { performEffects } from '../../../shared/effects/perform-effects.ts';
import type { SessionKey } from '../../../shared/storage/control-store.ts';
import { asksFor } from '../../builders/a-caller.ts';
import { aHandDrivenService, callStates, eventsIn } from '../../builders/a-hand-driven-service.ts';

const MINUTE = 60_000;
const service = await aHandDrivenService();
const { engine, time } = service;
const turns = [asksFor(['work']), { text: 'done' }];

/** A session that Advance has left PAUSED, its call done, on the way to its wait. */
async function paused(): Promise<{ key: SessionKey; output: AdvanceOutput }> {
  const key = await service.start(turns);
  const held = service.hold();
  const advancing = service.advance(key);
  await held.arrived();
  await service.steer(key, 'pause');
  held.release();
  const output = await advancing;
  expect(output.next).toBe('WAIT_FOR_RESUME');
  return { key, output };
}

/** The same, and its wait has begun. */
async function parked(token: string) {
  const session = await paused();
  await service.park(session.output, token);
  expect((await service.control(session.key)).token?.value).toBe(token);
  return session;
}

/** The execution goes on from its wait to the session's end. */
async function goesOn(key: SessionKey, { next: _next, ...output }: AdvanceOutput) {
  expect((await service.advance(key, output)).next).toBe('COMPLETED');
  expect(eventsIn(await service.trace(key)).filter((event) => event === 'RESUMED')).toHaveLength(1);
}

describe('a wake', () => {
  it('F1 that comes between the decision to wait and the stored token ends the wait before it begins', async () => {
    const { key, output } = await paused();
    await service.steer(key, 'resume');
    expect(engine.sent).not.toContain('token-f1');
    await service.park(output, 'token-f1');
    expect(engine.sent).toContain('token-f1');
    expect((await service.control(key)).token).toBeUndefined();
    await goesOn(key, output);
  });

  it('F2 whose waker dies after its write and before its send is sent by the sweeper', async () => {
    const { key, output } = await parked('token-f2');
    await service.write(key, 'resume');
    time.now += MINUTE - 1;
    await service.sweep();
    expect(engine.sent).not.toContain('token-f2');
    time.now += 1;
    await service.sweep();
    expect(engine.sent.filter((token) => token === 'token-f2')).toHaveLength(1);
    await goesOn(key, output);
    time.now += 2 * MINUTE;
    await service.sweep();
    expect(engine.sent.filter((token) => token === 'token-f2')).toHaveLength(1);
  });

  it('F3 that is sent twice, or by two at once, happens once', async () => {
    const { key, output } = await parked('token-f3');
    const before = await service.control(key);
    const wakers = await Promise.all([service.steer(key, 'resume'), service.steer(key, 'resume')]);
    expect(wakers.filter(({ changed }) => changed)).toHaveLength(1);
    // A performer that knows only of its own write sends it again: the service says that the token is used.
    const first = wakers.find(({ changed }) => changed)!;
    await performEffects(first.control, first.added, service.deps);
    expect((await service.control(key)).wake).toBe(before.wake + 1);
    await goesOn(key, output);
  });

  it('F3 is done when the service says that the token is used, expired or unknown, and only then', async () => {
    const answers = (error: Error) => ({ send: () => Promise.reject(error) }) as unknown as SFNClient;
    const send = (error: Error) => executions({ stepFunctions: answers(error), stateMachineArn: 'arn' }).sendToken('t');
    for (const Harmless of [TaskTimedOut, TaskDoesNotExist, InvalidToken]) {
      await expect(send(new Harmless({ message: 'no', $metadata: {} }))).resolves.toBeUndefined();
    }
    await expect(send(new Error('ThrottlingException'))).rejects.toThrow('Throttling');
  });

  it('F4 that is sent late, after a new wait began, does not touch that wait', async () => {
    const { key, output } = await parked('token-f4-a');
    await service.write(key, 'resume');
    await service.write(key, 'pause');
    await service.park({ ...output, wake: (await service.control(key)).wake, loop: output.loop + 1 }, 'token-f4-b');
    time.now += MINUTE;
    await service.sweep();
    expect(engine.sent).toContain('token-f4-a');
    expect(engine.sent).not.toContain('token-f4-b');
    expect((await service.control(key)).token?.value).toBe('token-f4-b');
  });

  it('F5 a duplicated park never puts a dead token over the live one', async () => {
    const { key, output } = await paused();
    await service.park({ ...output, loop: output.loop + 1 }, 'token-f5-live');
    await service.park(output, 'token-f5-older-loop');
    expect((await service.control(key)).token?.value).toBe('token-f5-live');
    expect(engine.sent).toContain('token-f5-older-loop');
    await service.park({ ...output, loop: output.loop + 2 }, 'token-f5-second-try', { retry: 1 });
    await service.park({ ...output, loop: output.loop + 2 }, 'token-f5-first-try', { retry: 0 });
    expect((await service.control(key)).token?.value).toBe('token-f5-second-try');
    await service.steer(key, 'resume');
    expect(engine.sent.at(-1)).toBe('token-f5-second-try');
  });

  it('F6 at the moment of the timeout of the wait is not lost: Advance does not hibernate', async () => {
    const { key, output } = await parked('token-f6');
    await service.write(key, 'resume');
    const { next: _next, ...payload } = output;
    const after = await service.advance(key, { ...payload, waitError: { Error: 'States.Timeout' } });
    expect(after.next).toBe('COMPLETED');
  });

  it('F6 after the timeout of the wait starts the next run', async () => {
    const { key, output } = await parked('token-f6-late');
    const { next: _next, ...payload } = output;
    const asleep = await service.advance(key, { ...payload, waitError: { Error: 'States.Timeout' } });
    expect(asleep.next).toBe('HIBERNATE');
    expect(await service.control(key)).toMatchObject({ live: false, status: 'PAUSED' });
    await service.steer(key, 'resume');
    expect(engine.started.at(-1)).toBe(`${key.sessionId}.2`);
    // The old execution, should it still run, has no business any more.
    expect((await service.advance(key, payload)).next).toBe('SUPERSEDED');
    expect((await service.advance(key, { run: 2 })).next).toBe('COMPLETED');
  });
});

describe('a run', () => {
  it('F14 of a session that was created and never started is started by the sweeper', async () => {
    engine.isDown = true;
    const key = await service.start(turns);
    engine.isDown = false;
    expect(engine.started).not.toContain(`${key.sessionId}.1`);
    time.now += MINUTE;
    await service.sweep();
    expect(engine.started.filter((name) => name === `${key.sessionId}.1`)).toHaveLength(1);
    expect((await service.advance(key)).next).toBe('COMPLETED');
  });

  it('F15 whose name is taken counts as started; when that execution is dead, the next run takes over', async () => {
    const taken = { send: () => Promise.reject(new ExecutionAlreadyExists({ message: 'taken', $metadata: {} })) };
    const calls = executions({ stepFunctions: taken as unknown as SFNClient, stateMachineArn: 'arn' });
    await expect(calls.start({ tenantId: 'demo', sessionId: 'ses_1' }, 1)).resolves.toBeUndefined();
    const key = await service.start(turns);
    time.now += 2 * MINUTE - 1;
    await service.sweep();
    expect(engine.started).not.toContain(`${key.sessionId}.2`);
    time.now += 1;
    await service.sweep();
    expect(engine.started).toContain(`${key.sessionId}.2`);
    expect(engine.stopped).toContain(`${key.sessionId}.1`);
    expect((await service.advance(key, { run: 2 })).next).toBe('COMPLETED');
    expect(callStates(await service.trace(key))).toEqual(['SUCCEEDED']);
  });
});
