import { readFileSync } from 'node:fs';
import {
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { fillSubstitutions } from '../../../infra/local/emulators/step-functions/fill-substitutions.ts';
import type { AdvanceOutput } from '../../../shared/contracts/run-payload.ts';
import { answerRun } from '../../../shared/effects/answer-run.ts';
import { callback, MACHINE, machineOf, mailbox, openBench, task } from './step-functions-bench.ts';

type Parked = { token: string; retry: number; input: unknown };
type Lambdas = NonNullable<Parameters<typeof openBench>[0]['functions']>;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** Starts one execution of a machine. */
async function run(machine: object, functions: Lambdas = {}, input: unknown = {}) {
  const bench = await openBench({ machine, functions });
  await bench.client.send(
    new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: JSON.stringify(input) }),
  );
  return bench;
}

describe('the state machine of a session, on the laptop', () => {
  const text = readFileSync(new URL('../../../infra/state-machines/agent-session.asl.json', import.meta.url), 'utf8');
  const machine = fillSubstitutions(text, { AdvanceSession: 'advance', ParkSession: 'park' }) as object;
  const payload = { tenantId: 't', sessionId: 'ses_1', run: 1, loop: 0 };
  type Advance = typeof payload & { backOffs?: number; wake?: number; waitError?: { Error: string } };
  /** An Advance that answers each of these in turn. */
  const advance = (...answers: object[]) => {
    const seen: Advance[] = [];
    const answer = (input: Advance) => {
      seen.push(input);
      return { ...payload, loop: seen.length, wake: 7, backOffs: 0, ...answers[seen.length - 1] };
    };
    return { answer, seen };
  };
  /** Runs the machine; what `answer` says is told by the token of its state, as the function does. */
  const drive = async (answer: (input: Advance) => object, functions: Lambdas = {}) => {
    const client = Promise.withResolvers<SFNClient>();
    const answering = async ({ at, token }: { at: Advance; token: string }) =>
      answerRun({ stepFunctions: await client.promise })(token, answer(at) as AdvanceOutput);
    const bench = await run(machine, { advance: answering, ...functions }, payload);
    client.resolve(bench.client);
    return bench;
  };

  it.each(['HIBERNATE', 'ROLL_OVER', 'COMPLETED', 'CANCELED', 'SUPERSEDED'])('succeeds on %s', async (next) => {
    const { ended } = await drive(advance({ next }).answer);
    expect(await ended('one')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('fails with the error and cause of Advance', async () => {
    const { answer } = advance({ next: 'FAILED', error: 'BUDGET_SPENT', cause: 'All 10 turns are used.' });
    const { ended } = await drive(answer);
    expect(await ended('one')).toMatchObject({
      status: 'FAILED',
      error: 'BUDGET_SPENT',
      cause: 'All 10 turns are used.',
    });
  });

  it('fails on a next that it does not know, when it was tried again', async () => {
    const { answer, seen } = advance(...Array.from({ length: 4 }, () => ({ next: 'SOMETHING' })));
    const { ended, time } = await drive(answer);
    await time.pass(14_000);
    expect(await ended('one')).toMatchObject({ status: 'FAILED', error: 'SOMETHING' });
    expect(seen).toHaveLength(4);
  });

  it('advances, backs off as long as told, and advances again', async () => {
    const { answer, seen } = advance({ next: 'BACK_OFF', seconds: 60 }, { next: 'COMPLETED' });
    const { ended, time } = await drive(answer);
    await time.pass(59_999);
    expect(seen).toHaveLength(1);
    await time.pass(1);
    expect(await ended('one')).toMatchObject({ status: 'SUCCEEDED' });
    expect(seen[1]).toMatchObject({ ...payload, loop: 1, wake: 7 });
  });

  it.each(['WAIT_FOR_RESULTS', 'WAIT_FOR_RESUME'])(
    'parks with ids, wake and token on %s, and goes on',
    async (next) => {
      const parked = mailbox<Parked>();
      const { answer, seen } = advance({ next }, { next: 'COMPLETED' });
      const { client, ended } = await drive(answer, { park: parked.put });
      const { token, ...rest } = await parked.take();
      expect(rest).toEqual({ ...payload, loop: 1, wake: 7, retry: 0 });
      await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
      expect(await ended('one')).toMatchObject({ status: 'SUCCEEDED' });
      expect(seen[1]).toEqual({ ...payload, loop: 1, wake: 7, backOffs: 0, next });
    },
  );

  it('comes back to Advance after 24 h of waiting, without parking again', async () => {
    const parked = mailbox<Parked>();
    const { answer, seen } = advance({ next: 'WAIT_FOR_RESULTS' }, { next: 'HIBERNATE' });
    const { ended, time } = await drive(answer, { park: parked.put });
    await time.pass(DAY_MS);
    expect(await ended('one')).toMatchObject({ status: 'SUCCEEDED' });
    expect(seen[1]?.waitError?.Error).toBe('States.Timeout');
    expect(parked.size()).toBe(1);
  });

  it('tries Advance again with jittered delays, but not after a fatal error', async () => {
    let calls = 0;
    const failing = (name: string) => () => {
      calls += 1;
      throw Object.assign(new Error('no'), { name });
    };
    const retried = await run(machine, { advance: failing('Error') }, payload);
    await retried.time.pass(14_000);
    expect(await retried.ended('one')).toMatchObject({ status: 'FAILED' });
    expect(calls).toBe(4);
    calls = 0;
    const fatal = await run(machine, { advance: failing('FatalError') }, payload);
    expect(await fatal.ended('one')).toMatchObject({ status: 'FAILED', error: 'FatalError' });
    expect(calls).toBe(1);
  });
});

describe('a state', () => {
  it('may wait longer than a timer of Node can count (24.8 days)', async () => {
    const { time, events, ended } = await run(machineOf({ Wait: { Type: 'Wait', Seconds: 3_000_000, End: true } }));
    await time.pass(2_999_999_000);
    expect(events).toHaveLength(1);
    await time.pass(1_000);
    expect(await ended('one')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('may wait until a time, or for a time that its input gives', async () => {
    const until = new Date(Date.UTC(2026, 0, 2)).toISOString();
    const wait = { Type: 'Wait', TimestampPath: '$.until', End: true };
    const { time, ended } = await run(machineOf({ Wait: wait }), {}, { until });
    await time.pass(DAY_MS);
    expect((await ended('one')).stopDate).toBe(Date.parse(until));
  });

  it('fails when its waiting time is no time', async () => {
    const { ended } = await run(
      machineOf({ Wait: { Type: 'Wait', SecondsPath: '$.s', End: true } }),
      {},
      { s: 'soon' },
    );
    expect(await ended('one')).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('with ResultPath "$" answers its result, in a Catch too', async () => {
    const machine = machineOf({
      Pass: { Type: 'Pass', Result: { a: 1 }, ResultPath: '$', Next: 'Work' },
      Work: task('missing', { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$', Next: 'Done' }], End: true }),
      Done: { Type: 'Succeed' },
    });
    const { ended } = await run(machine);
    const output = JSON.parse((await ended('one')).output ?? '');
    expect(output).toEqual({ Error: 'Lambda.ResourceNotFoundException', Cause: expect.stringContaining('missing') });
  });

  it.each<[object, unknown, string]>([
    [{ Variable: '$.a', IsPresent: false }, {}, 'Yes'],
    [{ Variable: '$.a', IsPresent: false }, { a: 1 }, 'No'],
    [
      {
        And: [
          { Variable: '$.a', IsPresent: true },
          { Variable: '$.a', IsString: false },
        ],
      },
      { a: 1 },
      'Yes',
    ],
    [
      {
        Or: [
          { Variable: '$.a', IsNumeric: false },
          { Variable: '$.b', IsPresent: false },
        ],
      },
      { a: 1, b: 1 },
      'No',
    ],
    [{ Not: { Variable: '$.a', IsNull: false } }, { a: null }, 'Yes'],
  ])('chooses by what is not so: %j with %j', async (rule, input, chosen) => {
    const machine = machineOf({
      Choose: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
      Yes: { Type: 'Pass', Result: 'Yes', End: true },
      No: { Type: 'Pass', Result: 'No', End: true },
    });
    const { ended } = await run(machine, {}, input);
    expect((await ended('one')).output).toBe(JSON.stringify(chosen));
  });

  it('may be a Lambda by its ARN, with an InputPath', async () => {
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:double';
    const machine = machineOf({
      Work: { Type: 'Task', Resource: arn, InputPath: '$.number', ResultPath: '$.twice', TimeoutSeconds: 5, End: true },
    });
    const { ended } = await run(machine, { double: (n: number) => n * 2 }, { number: 21 });
    expect((await ended('one')).output).toBe('{"number":21,"twice":42}');
  });

  it('inside Map and Parallel has its own token, its retries and its timeout', async () => {
    const parked = mailbox<Parked>();
    const retry = { ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 1 };
    const machine = machineOf({
      Each: {
        Type: 'Map',
        ItemProcessor: machineOf({ Park: callback('park', { TimeoutSeconds: 10, Retry: [retry], End: true }) }),
        Next: 'Both',
      },
      Both: { Type: 'Parallel', Branches: [machineOf({ Work: task('echo', { End: true }) })], End: true },
    });
    const { client, time, ended } = await run(machine, { park: parked.put, echo: (p: unknown) => p }, ['a', 'b']);
    const first = [await parked.take(), await parked.take()];
    expect(first.map(({ input }) => input)).toEqual(['a', 'b']);
    const succeed = (taskToken = '') => client.send(new SendTaskSuccessCommand({ taskToken, output: '"ok"' }));
    await succeed(first[0]?.token);
    await time.pass(11_000);
    const second = await parked.take();
    expect(second).toMatchObject({ input: 'b', retry: 1 });
    await succeed(second.token);
    expect(await ended('one')).toMatchObject({ status: 'SUCCEEDED', output: '[["ok","ok"]]' });
    expect(time.pendingTimers()).toBe(0);
  });

  it('inside Parallel lets go of its timers when the execution is stopped', async () => {
    const parked = mailbox<Parked>();
    const branches = ['A', 'B'].map((name) => machineOf({ [name]: callback('park', { End: true }) }));
    const bench = await run(machineOf({ Both: { Type: 'Parallel', Branches: branches, End: true } }), {
      park: parked.put,
    });
    await parked.take();
    await parked.take();
    const executionArn = `${MACHINE.replace(':stateMachine:', ':execution:')}:one`;
    await bench.client.send(new StopExecutionCommand({ executionArn }));
    expect(await bench.ended('one')).toMatchObject({ status: 'ABORTED' });
    expect(bench.time.pendingTimers()).toBe(0);
  });
});

describe('a definition is refused, with the state and the reason,', () => {
  const work = task('work', { End: true });
  const map = { Type: 'Map', ItemProcessor: machineOf({ Work: work }), End: true };
  it.each<[string, object, string]>([
    ['without TimeoutSeconds on a Task', machineOf({ Work: { ...work, TimeoutSeconds: undefined } }), 'TimeoutSeconds'],
    ['with JSONata', machineOf({ Done: { Type: 'Succeed' } }, { QueryLanguage: 'JSONata' }), 'JSONata'],
    ['with JSONata in a state', machineOf({ Work: { ...work, QueryLanguage: 'JSONata' } }), '"Work"'],
    ['with a heartbeat', machineOf({ Work: { ...work, HeartbeatSeconds: 5 } }), 'HeartbeatSeconds'],
    ['with variables', machineOf({ Work: { ...work, Assign: { a: 1 } } }), 'Assign'],
    ['with a distributed Map', machineOf({ Map: { ...map, ItemReader: {} } }), 'ItemReader'],
    ['with tolerated failures', machineOf({ Map: { ...map, ToleratedFailureCount: 1 } }), 'ToleratedFailureCount'],
    ['with another service', machineOf({ Work: { ...work, Resource: 'arn:aws:states:::sqs:sendMessage' } }), 'sqs'],
    [
      'with a call that does not wait',
      machineOf({ Work: { ...work, Parameters: { InvocationType: 'Event' } } }),
      'Invoc',
    ],
    ['with a token outside Parameters', machineOf({ Work: { ...work, OutputPath: '$$.Task.Token' } }), '$$.Task'],
    [
      'with a function in CausePath',
      machineOf({ Done: { Type: 'Fail', CausePath: "States.Format('{}', $.why)" } }),
      'CausePath',
    ],
    ['with one name twice', machineOf({ Work: { ...map, ItemProcessor: machineOf({ Work: work }) } }), 'twice'],
    ['with a target that is not there', machineOf({ Work: { ...task('work'), Next: 'Nowhere' } }), 'Nowhere'],
  ])('%s', async (_, machine, reason) => {
    await expect(openBench({ machine: JSON.parse(JSON.stringify(machine)) })).rejects.toThrow(reason);
    await expect(openBench({ machine: JSON.parse(JSON.stringify(machine)) })).rejects.toThrow(MACHINE);
  });
});
