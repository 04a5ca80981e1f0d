import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendTaskSuccessCommand, type SFNClient, StartExecutionCommand, TaskTimedOut } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BenchOptions, callback, MACHINE, machineOf, mailbox, openBench, task } from './step-functions-bench.ts';

type Parked = { token: string; retry: number; input: unknown };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'step-functions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (options: Omit<BenchOptions, 'path'>) =>
  openBench({ ...options, path: join(folder, 'executions.sqlite') });
const start = (client: SFNClient, input: unknown = {}) =>
  client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: JSON.stringify(input) }));
const succeed = (client: SFNClient, taskToken: string, output: unknown = {}) =>
  client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
const never = () => new Promise(() => undefined);

describe('after a restart, an execution', () => {
  const parkAndWork = machineOf({
    Park: callback('park', { ResultPath: '$.answer', Next: 'Work' }),
    Work: task('work', { End: true }),
  });

  it('calls a Lambda again that had not answered, with the same input', async () => {
    const calls = mailbox<unknown>();
    const machine = machineOf({ Work: task('work', { End: true }) });
    const before = await open({ machine, functions: { work: (payload) => [calls.put(payload), never()][1] } });
    await start(before.client, { n: 1 });
    expect(await calls.take()).toEqual({ n: 1 });
    before.close();
    const after = await open({ machine, time: before.time, functions: { work: ({ n }: { n: number }) => n + 1 } });
    expect(await after.ended('one')).toMatchObject({ status: 'SUCCEEDED', output: '2', input: '{"n":1}' });
  });

  it('calls a Lambda with the same token again, if it had not answered', async () => {
    const parked = mailbox<Parked>();
    const hung = (payload: Parked) => [parked.put(payload), never()][1];
    const before = await open({ machine: parkAndWork, functions: { park: hung } });
    await start(before.client);
    const first = await parked.take();
    before.close();
    const after = await open({ machine: parkAndWork, time: before.time, functions: { park: parked.put } });
    expect(await parked.take()).toEqual(first);
    expect(after.events).toEqual([]);
  });

  it('waits for the token it had, without calling the Lambda again', async () => {
    const parked = mailbox<Parked>();
    const before = await open({ machine: parkAndWork, functions: { park: parked.put } });
    await start(before.client, { n: 1 });
    const { token } = await parked.take();
    await before.time.pass(0);
    before.close();
    const after = await open({
      machine: parkAndWork,
      time: before.time,
      functions: { park: () => expect.fail('parked twice'), work: (payload) => payload },
    });
    await succeed(after.client, token, 'yes');
    expect(await after.ended('one')).toMatchObject({ status: 'SUCCEEDED', output: '{"n":1,"answer":"yes"}' });
  });

  it('keeps a success that was acknowledged just before the end', async () => {
    const parked = mailbox<Parked>();
    const before = await open({ machine: parkAndWork, functions: { park: parked.put } });
    await start(before.client);
    const { token } = await parked.take();
    const acknowledged = before.service({
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': 'AWSStepFunctions.SendTaskSuccess' },
      body: JSON.stringify({ taskToken: token, output: '"yes"' }),
    });
    before.close();
    expect((await acknowledged).status).toBe(200);
    const functions = { park: () => expect.fail('parked twice'), work: (payload: unknown) => payload };
    const after = await open({ machine: parkAndWork, time: before.time, functions });
    expect(await after.ended('one')).toMatchObject({ output: '{"answer":"yes"}' });
    await expect(succeed(after.client, token)).rejects.toThrow(TaskTimedOut);
  });

  it('times out when it would have, not later', async () => {
    const parked = mailbox<Parked>();
    const machine = machineOf({ Park: callback('park', { TimeoutSeconds: 100, End: true }) });
    const before = await open({ machine, functions: { park: parked.put } });
    await start(before.client);
    await before.time.pass(60_000);
    before.close();
    const after = await open({ machine, time: before.time });
    await after.time.pass(39_999);
    expect(after.events).toEqual([]);
    await after.time.pass(1);
    expect(await after.ended('one')).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('does not call a Lambda whose time passed meanwhile', async () => {
    const machine = machineOf({ Work: task('work', { End: true }) });
    const before = await open({ machine, functions: { work: never } });
    await start(before.client);
    await before.time.pass(0);
    before.close();
    await before.time.pass(60_000);
    const functions = { work: () => expect.fail('called after its timeout') };
    const after = await open({ machine, time: before.time, functions });
    await after.time.pass(0);
    expect(await after.ended('one')).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('waits the rest of a Wait state', async () => {
    const machine = machineOf({ 'Back off': { Type: 'Wait', SecondsPath: '$.seconds', End: true } });
    const before = await open({ machine });
    await start(before.client, { seconds: 60 });
    await before.time.pass(50_000);
    before.close();
    const after = await open({ machine, time: before.time });
    await after.time.pass(9_999);
    expect(after.events).toEqual([]);
    await after.time.pass(1);
    expect(await after.ended('one')).toMatchObject({ status: 'SUCCEEDED', output: '{"seconds":60}' });
  });

  it('goes on with the retries it has left', async () => {
    const parked = mailbox<Parked>();
    const fail = (payload: Parked) => {
      parked.put(payload);
      throw new Error('no');
    };
    const retry = { ErrorEquals: ['States.ALL'], IntervalSeconds: 10, BackoffRate: 1, MaxAttempts: 2 };
    const machine = machineOf({ Park: callback('park', { Retry: [retry], End: true }) });
    const before = await open({ machine, functions: { park: fail } });
    await start(before.client);
    await before.time.pass(14_000);
    before.close();
    const after = await open({ machine, time: before.time, functions: { park: fail } });
    await after.time.pass(6_000);
    expect(await after.ended('one')).toMatchObject({ status: 'FAILED', error: 'Error' });
    expect([await parked.take(), await parked.take(), await parked.take()].map(({ retry }) => retry)).toEqual([
      0, 1, 2,
    ]);
    expect(parked.size()).toBe(0);
  });

  it('keeps its own name, input and start in the context object', async () => {
    const work = {
      Parameters: {
        FunctionName: 'work',
        Payload: {
          'name.$': '$$.Execution.Name',
          'input.$': '$$.Execution.Input',
          'started.$': '$$.Execution.StartTime',
          'text.$': "States.Format('{}/{}', $$.Execution.Name, $$.State.Name)",
        },
      },
    };
    const machine = machineOf({
      Wait: { Type: 'Wait', Seconds: 10, Next: 'Shrink' },
      Shrink: { Type: 'Pass', Parameters: {}, Next: 'Work' },
      Work: task('work', { ...work, End: true }),
    });
    const before = await open({ machine });
    await start(before.client, { n: 1 });
    await before.time.pass(5_000);
    before.close();
    const after = await open({ machine, time: before.time, functions: { work: (payload) => payload } });
    await after.time.pass(5_000);
    expect(JSON.parse((await after.ended('one')).output ?? '')).toEqual({
      name: 'one',
      input: { n: 1 },
      started: new Date(Date.UTC(2026, 0, 1)).toISOString(),
      text: 'one/Work',
    });
  });

  it('is aborted when it was inside Parallel, where it cannot go on', async () => {
    const parked = mailbox<Parked>();
    const branches = ['A', 'B'].map((name) => machineOf({ [name]: callback('park', { End: true }) }));
    const machine = machineOf({ Both: { Type: 'Parallel', Branches: branches, End: true } });
    const before = await open({ machine, functions: { park: parked.put } });
    await start(before.client);
    await parked.take();
    before.close();
    const after = await open({ machine, time: before.time });
    expect(await after.ended('one')).toMatchObject({ status: 'ABORTED', cause: expect.stringContaining('Parallel') });
  });

  it('fails when its definition has lost the state it was in', async () => {
    const before = await open({ machine: parkAndWork, functions: { park: () => null } });
    await start(before.client);
    await before.time.pass(0);
    before.close();
    const machine = machineOf({ Work: task('work', { End: true }) });
    const after = await open({ machine, time: before.time });
    expect(await after.ended('one')).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('"Park"') });
  });

  it('stays closed when it had ended, with its output and its name taken', async () => {
    const machine = machineOf({ Done: { Type: 'Succeed' } });
    const before = await open({ machine });
    await start(before.client);
    await before.ended('one');
    before.close();
    const after = await open({ machine, time: before.time });
    await expect(start(after.client)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(after.events).toEqual([]);
  });
});

it('an execution outlives kill -9', async () => {
  const path = join(folder, 'executions.sqlite');
  const child = spawn(process.execPath, [new URL('./park-until-killed.ts', import.meta.url).pathname, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const token = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data) => resolve(String(data).trim())),
  );
  child.kill('SIGKILL');
  await exited;
  const { parkMachine } = await import('./park-until-killed.ts');
  const { client, ended } = await open({ machine: parkMachine, functions: { park: () => null } });
  await succeed(client, token, 'alive');
  expect(await ended('one')).toMatchObject({ status: 'SUCCEEDED', output: '"alive"' });
});
