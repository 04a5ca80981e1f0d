import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidExecutionInput,
  InvalidName,
  InvalidOutput,
  InvalidToken,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { SERVICE_BUCKETS } from '../../../infra/local/emulators/step-functions/throttle.ts';
import { callback, MACHINE, machineOf, mailbox, openBench, task } from './step-functions-bench.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const EXECUTION = MACHINE.replace(':stateMachine:', ':execution:');
type Parked = { token: string; retry: number; input: unknown };

const waiting = machineOf({ Park: callback('park', { Next: 'Done' }), Done: { Type: 'Succeed' } });
const start = (client: SFNClient, name: string, input: unknown = {}) =>
  client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name, input: JSON.stringify(input) }));
const succeed = (client: SFNClient, taskToken: string, output: unknown = {}) =>
  client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));

/** An execution that waits for its token. */
async function openParked(machine: object = waiting) {
  const parked = mailbox<Parked>();
  const bench = await openBench({ machine, functions: { park: parked.put } });
  await start(bench.client, 'one', { n: 1 });
  return { ...bench, parked, ...(await parked.take()) };
}

describe('an execution', () => {
  it('waits for its token, goes on with what is sent, and tells EventBridge', async () => {
    const { client, token, input, ended, events } = await openParked();
    expect(input).toEqual({ n: 1 });
    const describe = () => client.send(new DescribeExecutionCommand({ executionArn: `${EXECUTION}:one` }));
    expect(await describe()).toMatchObject({ status: 'RUNNING', input: '{"n":1}' });
    await succeed(client, token, { answer: 42 });
    const detail = await ended('one');
    expect(detail).toMatchObject({ status: 'SUCCEEDED', output: '{"answer":42}', input: '{"n":1}', error: null });
    expect(events.map((event) => event.detail.status)).toEqual(['RUNNING', 'SUCCEEDED']);
    expect(events[0]).toMatchObject({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      account: '123456789012',
      region: 'eu-central-1',
      resources: [`${EXECUTION}:one`],
      detail: { executionArn: `${EXECUTION}:one`, stateMachineArn: MACHINE, stopDate: null, output: null },
    });
    const described = await describe();
    expect(described).toMatchObject({ status: 'SUCCEEDED', output: '{"answer":42}' });
    expect(described.stopDate).toEqual(new Date(detail.stopDate ?? 0));
  });

  it('accepts a token that comes back before the Lambda has answered', async () => {
    const send = Promise.withResolvers<(token: string) => Promise<unknown>>();
    const bench = await openBench({
      machine: waiting,
      functions: { park: async ({ token }: Parked) => (await send.promise)(token) },
    });
    send.resolve((token) => succeed(bench.client, token, 'own'));
    await start(bench.client, 'one');
    expect(await bench.ended('one')).toMatchObject({ status: 'SUCCEEDED', output: '"own"' });
  });

  it('goes through a thousand waits, each with a token of its own', async () => {
    const tokens = new Set<string>();
    const bench = await openBench({
      machine: machineOf({
        Advance: task('advance', { Next: 'What next?' }),
        'What next?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.loop', NumericLessThan: 1_000, Next: 'Park' }],
          Default: 'Done',
        },
        Park: callback('park', { ResultPath: null, Next: 'Advance' }),
        Done: { Type: 'Succeed' },
      }),
      functions: {
        advance: ({ loop }: { loop: number }) => ({ loop: loop + 1 }),
        park: ({ token }: Parked) => {
          tokens.add(token);
          void succeed(bench.client, token);
        },
      },
    });
    await start(bench.client, 'one', { loop: 0 });
    expect(await bench.ended('one')).toMatchObject({ status: 'SUCCEEDED', output: '{"loop":1000}' });
    expect(tokens.size).toBe(999);
    expect(bench.time.pendingTimers()).toBe(0);
  });

  it('tries a failed park again with a fresh token and the next retry count', async () => {
    const parked = mailbox<Parked>();
    const bench = await openBench({
      machine: machineOf({
        Park: callback('park', {
          Retry: [{ ErrorEquals: ['Throttled'], IntervalSeconds: 2, MaxAttempts: 2 }],
          End: true,
        }),
      }),
      functions: {
        park: (payload: Parked) => {
          parked.put(payload);
          if (payload.retry < 2) throw Object.assign(new Error('slow down'), { name: 'Throttled' });
        },
      },
    });
    await start(bench.client, 'one');
    const first = await parked.take();
    await bench.time.pass(1_999);
    expect(parked.size()).toBe(0);
    await bench.time.pass(1);
    const second = await parked.take();
    await bench.time.pass(4_000);
    const third = await parked.take();
    expect([first.retry, second.retry, third.retry]).toEqual([0, 1, 2]);
    expect(new Set([first.token, second.token, third.token]).size).toBe(3);
    await expect(succeed(bench.client, first.token)).rejects.toThrow(TaskTimedOut);
    await succeed(bench.client, third.token);
    expect(await bench.ended('one')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('fails with the error and cause that Lambda would give, when no retry is left', async () => {
    const bench = await openBench({
      machine: machineOf({
        Work: task('work', { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }], End: true }),
      }),
      functions: {
        work: () => {
          throw new TypeError('no such thing');
        },
      },
    });
    await start(bench.client, 'one');
    await bench.time.pass(1_000);
    const { status, error, cause } = await bench.ended('one');
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'TypeError' });
    expect(JSON.parse(cause ?? '')).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such thing' });
  });

  it('catches the timeout of a wait after its 24 h, not before, and the token is dead then', async () => {
    const seen = mailbox<unknown>();
    const parked = mailbox<Parked>();
    const bench = await openBench({
      machine: machineOf({
        Park: callback('park', {
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.waitError', Next: 'Advance' }],
          Retry: [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 3 }],
          Next: 'Advance',
        }),
        Advance: task('advance', { End: true }),
      }),
      functions: { park: parked.put, advance: seen.put },
    });
    await start(bench.client, 'one', { wake: 3 });
    const { token } = await parked.take();
    await bench.time.pass(DAY_MS - 1);
    expect(seen.size()).toBe(0);
    await bench.time.pass(1);
    expect(await seen.take()).toEqual({ wake: 3, waitError: { Error: 'States.Timeout', Cause: '' } });
    await expect(succeed(bench.client, token)).rejects.toThrow(TaskTimedOut);
  });

  it('does not take a timeout for States.TaskFailed in a Catch, as the service does not', async () => {
    const catcher = { ErrorEquals: ['States.TaskFailed'], Next: 'Done' };
    const { time, ended } = await openParked(
      machineOf({ Park: callback('park', { Catch: [catcher], Next: 'Done' }), Done: { Type: 'Succeed' } }),
    );
    await time.pass(DAY_MS);
    expect(await ended('one')).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('takes the error that SendTaskFailure gives', async () => {
    const { client, token, ended } = await openParked();
    await client.send(new SendTaskFailureCommand({ taskToken: token, error: 'Refused', cause: 'by a person' }));
    expect(await ended('one')).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'by a person' });
  });

  it('is aborted by StopExecution: its token is dead, no timer is left, a second stop changes nothing', async () => {
    const { client, token, ended, events, time } = await openParked();
    const stop = () => client.send(new StopExecutionCommand({ executionArn: `${EXECUTION}:one`, cause: 'new run' }));
    const { stopDate } = await stop();
    expect(await ended('one')).toMatchObject({ status: 'ABORTED', cause: 'new run', error: null });
    await expect(succeed(client, token)).rejects.toThrow(TaskTimedOut);
    expect(time.pendingTimers()).toBe(0);
    await time.pass(5_000);
    expect((await stop()).stopDate).toEqual(stopDate);
    expect(events).toHaveLength(2);
  });

  it('ignores what its Lambda answers after it was stopped', async () => {
    const answer = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const bench = await openBench({
      machine: machineOf({ Work: task('work', { Next: 'More' }), More: task('more', { End: true }) }),
      functions: {
        work: () => {
          called.resolve();
          return answer.promise;
        },
        more: () => expect.fail('a stopped execution goes on'),
      },
    });
    await start(bench.client, 'one');
    await called.promise;
    await bench.client.send(new StopExecutionCommand({ executionArn: `${EXECUTION}:one` }));
    answer.resolve();
    await bench.time.pass(1_000);
    expect(bench.events.map((event) => event.detail.status)).toEqual(['RUNNING', 'ABORTED']);
  });

  it('times out as a whole when its definition says so', async () => {
    const { time, ended } = await openParked(
      machineOf({ Park: callback('park', { End: true }) }, { TimeoutSeconds: 60 }),
    );
    await time.pass(60_000);
    expect(await ended('one')).toMatchObject({ status: 'TIMED_OUT' });
    expect(time.pendingTimers()).toBe(0);
  });

  it('fails at 25,000 history events, as the service would', async () => {
    let loops = 0;
    const bench = await openBench({
      machine: machineOf({
        Advance: task('advance', { Next: 'What next?' }),
        'What next?': {
          Type: 'Choice',
          Choices: [{ Variable: '$.end', IsPresent: true, Next: 'Done' }],
          Default: 'Advance',
        },
        Done: { Type: 'Succeed' },
      }),
      functions: {
        advance: () => {
          loops += 1;
          return {};
        },
      },
    });
    await start(bench.client, 'one');
    expect(await bench.ended('one')).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('25000') });
    // 7 events a loop: 5 for the task, 2 for the choice.
    expect(loops).toBe(Math.floor(25_000 / 7));
  });

  it('fails when a result passes 256 KB, and no Catch sees it', async () => {
    const catcher = { ErrorEquals: ['States.ALL'], Next: 'Done' };
    const bench = await openBench({
      machine: machineOf({ Work: task('work', { Catch: [catcher], Next: 'Done' }), Done: { Type: 'Succeed' } }),
      functions: { work: () => 'ü'.repeat(140_000) },
    });
    await start(bench.client, 'one');
    expect(await bench.ended('one')).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('the name of an execution', () => {
  it('gives the same execution again while it is open and the input is the same', async () => {
    const { client, events } = await openParked();
    expect((await start(client, 'one', { n: 1 })).executionArn).toBe(`${EXECUTION}:one`);
    expect(events).toHaveLength(1);
  });

  it('is refused with another input, and once the execution has ended', async () => {
    const { client, token, ended } = await openParked();
    await expect(start(client, 'one', { n: 2 })).rejects.toThrow(ExecutionAlreadyExists);
    await succeed(client, token);
    await ended('one');
    await expect(start(client, 'one', { n: 1 })).rejects.toThrow(ExecutionAlreadyExists);
  });

  it.each(['', 'x'.repeat(81), 'a b', 'a/b', 'a*', 'a:b', 'a\u0007b'])('is refused when it is %j', async (name) => {
    const { client } = await openBench({ machine: waiting });
    await expect(start(client, name)).rejects.toThrow(InvalidName);
  });

  it('may have 80 characters, dots among them', async () => {
    const { client } = await openBench({ machine: waiting, functions: { park: () => null } });
    await expect(start(client, `${'x'.repeat(78)}.1`)).resolves.toBeDefined();
  });
});

describe('a wrong request', () => {
  it('names a state machine or an execution that is not there', async () => {
    const { client } = await openBench({ machine: waiting });
    const other = new StartExecutionCommand({ stateMachineArn: `${MACHINE}-2`, input: '{}' });
    await expect(client.send(other)).rejects.toThrow(StateMachineDoesNotExist);
    const executionArn = `${EXECUTION}:nobody`;
    await expect(client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toThrow(ExecutionDoesNotExist);
    await expect(client.send(new StopExecutionCommand({ executionArn }))).rejects.toThrow(ExecutionDoesNotExist);
  });

  it('is told from a token that is malformed, used or unknown', async () => {
    const { client, token } = await openParked();
    await expect(succeed(client, 'not a token')).rejects.toThrow(InvalidToken);
    await succeed(client, token);
    await expect(succeed(client, token)).rejects.toThrow(TaskTimedOut);
    const failure = new SendTaskFailureCommand({ taskToken: token });
    await expect(client.send(failure)).rejects.toThrow(TaskTimedOut);
  });

  it('lets only one of two sends with one token through', async () => {
    const { client, token } = await openParked();
    const sent = await Promise.allSettled([succeed(client, token, 1), succeed(client, token, 2)]);
    expect(sent.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('leaves the token usable when the output is not JSON', async () => {
    const { client, token } = await openParked();
    const broken = new SendTaskSuccessCommand({ taskToken: token, output: '{' });
    await expect(client.send(broken)).rejects.toThrow(InvalidOutput);
    await expect(succeed(client, token)).resolves.toBeDefined();
  });

  it('is refused when the input is not JSON, or larger than 256 KB', async () => {
    const { client } = await openBench({ machine: waiting });
    const broken = new StartExecutionCommand({ stateMachineArn: MACHINE, input: '{' });
    await expect(client.send(broken)).rejects.toThrow(InvalidExecutionInput);
    await expect(start(client, 'one', 'x'.repeat(262_144))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('is refused by name when the operation or a parameter is not supported', async () => {
    const { client } = await openBench({ machine: waiting });
    await expect(client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('AWSStepFunctions.ListExecutions'),
    });
    const traced = new StartExecutionCommand({ stateMachineArn: MACHINE, traceHeader: 'Root=1' });
    await expect(client.send(traced)).rejects.toThrow('traceHeader');
  });

  it('is throttled where the quotas of the service are asked for, and let through again with time', async () => {
    const { client, time } = await openBench({ machine: waiting, buckets: SERVICE_BUCKETS });
    const describe = () => client.send(new DescribeExecutionCommand({ executionArn: `${EXECUTION}:nobody` }));
    const burst = await Promise.allSettled(Array.from({ length: 251 }, describe));
    const names = burst.map((result) => (result.status === 'rejected' ? result.reason.name : 'ok'));
    expect(names.filter((name) => name === 'ThrottlingException')).toHaveLength(1);
    await time.pass(100);
    await expect(describe()).rejects.toThrow(ExecutionDoesNotExist);
  });
});
