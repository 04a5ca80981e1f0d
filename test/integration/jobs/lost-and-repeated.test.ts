import { describe, expect, it } from 'vitest';
import { endJobHandler } from '../../../functions/jobs/end-job.ts';
import { openManualTaskHandler } from '../../../functions/jobs/open-manual-task.ts';
import { runAgentHandler } from '../../../functions/jobs/run-agent.ts';
import { sweepOutboxesHandler } from '../../../functions/session-lifecycle/sweep-outboxes.ts';
import { agentSchema } from '../../../shared/domain/agent/agent.ts';
import { workflowSchema } from '../../../shared/domain/workflow/workflow.ts';
import { completeJobTask } from '../../../shared/effects/complete-job-task.ts';
import { type ExecutionState, executionArnOf } from '../../../shared/effects/job-executions.ts';
import { commandJob } from '../../../shared/effects/perform-job-effects.ts';
import { startJob } from '../../../shared/effects/start-job.ts';
import { newUlidId } from '../../../shared/runtime/new-id.ts';
import type { Json } from '../../builders/a-caller.ts';
import { aHandDrivenService } from '../../builders/a-hand-driven-service.ts';
import { MINUTE } from '../../builders/a-job.ts';
import { ada } from '../../builders/a-session.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';

const times = { createdAt: '2026-11-23T09:00:00.000Z', createdBy: ada, updatedAt: '', updatedBy: ada };
const workflow = workflowSchema.parse({
  ...{ workflowId: 'wfl_1', version: 1, name: 'Change window', ...times },
  stateMachineArn: 'arn:aws:states:local:000000000000:stateMachine:change-window',
});
const agent = agentSchema.parse({ ...anAgentDefinition({}), agentId: 'agt_1', version: 1, ...times });
const ENTERED = '2026-11-23T09:00:00.123Z';

/** Jobs on tables in memory, with the test in the place of Step Functions. */
async function aJobService() {
  const service = await aHandDrivenService();
  const engine = { started: [] as Json[], results: [] as string[], isDown: false };
  const states = new Map<string, ExecutionState>();
  let failsToStart: { error: string; cause: string } | undefined;
  const perform = (work: () => void) => {
    if (engine.isDown) throw new Error('Step Functions does not answer.');
    work();
  };
  const deps: typeof service.deps = {
    ...service.deps,
    readAgent: async () => agent,
    jobExecutions: {
      start: async ({ jobId }, input) => {
        perform(() => engine.started.push({ jobId, input: JSON.parse(input) }));
        return failsToStart;
      },
      describe: async ({ jobId }) => states.get(jobId),
      succeed: async (token, output) => perform(() => engine.results.push(`${token} ${output}`)),
      fail: async (token, { error, cause }) => perform(() => engine.results.push(`${token} ${error}: ${cause}`)),
    },
  };

  const key = (jobId: string) => ({ tenantId: 'demo', jobId });
  const jobOf = async (jobId: string) => (await deps.jobs.read(key(jobId)))!;
  const payload = async (jobId: string, retry: number, more: Json) => {
    const { jobKey } = (await jobOf(jobId)).head;
    return { jobKey, state: { name: 'Ask', enteredTime: ENTERED, retry }, token: `token-${retry}`, ...more };
  };
  return {
    ...{ deps, engine, states, key, jobOf, time: service.time },
    begin: async () =>
      (await startJob({ ...key(newUlidId('job')), workflow, input: { change: 'c1' }, createdBy: ada }, deps)).head
        .jobId,
    failStarts: (failure: typeof failsToStart) => {
      failsToStart = failure;
    },
    asks: async (jobId: string, retry = 0, more: Json = {}) =>
      openManualTaskHandler(deps)(await payload(jobId, retry, { title: 'Approve it', ...more })),
    runsAgent: async (jobId: string, retry = 0, more: Json = {}) =>
      runAgentHandler(deps)(await payload(jobId, retry, { agentId: 'agt_1', ...more })),
    completes: async (jobId: string, requestId = 'request-1') => {
      const [call] = (await jobOf(jobId)).calls;
      return completeJobTask(key(jobId), { taskId: call!.id, by: ada, requestId, output: '{"ok":true}' }, deps);
    },
    /** EventBridge tells of the end; `more` is what its event says otherwise. */
    ended: async (jobId: string, status: string, more: Json = {}) => {
      const { head } = await jobOf(jobId);
      const { stateMachineArn } = head;
      const detail = { executionArn: executionArnOf(head), stateMachineArn, name: jobId, status };
      const input = JSON.stringify({ jobKey: head.jobKey });
      await endJobHandler(deps)({ detail: { ...detail, input, output: null, error: null, cause: null, ...more } });
    },
    sweep: async (minutes: number) => {
      service.time.now += minutes * MINUTE;
      return sweepOutboxesHandler(deps)({}, { requestId: 'r', remainingMs: () => 60_000 });
    },
  };
}

const service = await aJobService();
const { engine, begin, jobOf, asks, runsAgent, completes, ended } = service;

describe('a job whose end nobody tells', () => {
  it('is found by the sweeper, with its output', async () => {
    const jobId = await begin();
    service.states.set(jobId, { status: 'RUNNING' });
    await service.sweep(6);
    expect(await jobOf(jobId)).toMatchObject({ status: 'RUNNING', looks: 1 });
    service.states.set(jobId, { status: 'SUCCEEDED', output: '{"done":true}' });
    await service.sweep(9);
    expect((await jobOf(jobId)).status).toBe('RUNNING');
    await service.sweep(2);
    expect(await jobOf(jobId)).toMatchObject({ status: 'SUCCEEDED', output: { text: '{"done":true}' } });
  });

  it('fails when Step Functions does not know its execution any more', async () => {
    const jobId = await begin();
    await service.sweep(6);
    expect(await jobOf(jobId)).toMatchObject({ status: 'FAILED', failure: { error: 'ExecutionDoesNotExist' } });
  });
});

describe('the event of an end', () => {
  it('counts once, whatever comes after it', async () => {
    const jobId = await begin();
    await ended(jobId, 'SUCCEEDED', { output: '{"first":true}' });
    await ended(jobId, 'SUCCEEDED', { output: '{"first":false}' });
    await ended(jobId, 'ABORTED');
    expect(await jobOf(jobId)).toMatchObject({ status: 'SUCCEEDED', output: { text: '{"first":true}' } });
  });

  it('is completed by a description when it leaves out what is long', async () => {
    const jobId = await begin();
    const { jobKey } = (await jobOf(jobId)).head;
    const input = JSON.stringify({ jobKey });
    // A description may lag behind.
    service.states.set(jobId, { status: 'RUNNING', input, output: '{"long":true}' });
    await ended(jobId, 'SUCCEEDED', { input: null });
    expect(await jobOf(jobId)).toMatchObject({ status: 'SUCCEEDED', output: { text: '{"long":true}' } });
  });

  it('of an execution that only has the name of a job, or another key, is left alone', async () => {
    const jobId = await begin();
    const { jobKey } = (await jobOf(jobId)).head;
    const guessed = `${jobKey.slice(0, -1)}${jobKey.endsWith('0') ? '1' : '0'}`;
    await ended(jobId, 'FAILED', { input: JSON.stringify({ jobKey: guessed }) });
    await expect(runsAgent(jobId, 0, { jobKey: guessed })).rejects.toMatchObject({
      name: 'AgentSession.InvalidJobKey',
      message: expect.not.stringContaining(guessed),
    });
    await ended(jobId, 'FAILED', { input: '[' });
    await ended(jobId, 'FAILED', { executionArn: 'arn:aws:states:local:000000000000:execution:other:x' });
    expect((await jobOf(jobId)).status).toBe('RUNNING');
  });

  it('says why an execution was aborted or ran out of time, in the words of Step Functions', async () => {
    const [aborted, late] = [await begin(), await begin()];
    await ended(aborted, 'ABORTED', { error: 'Operator', cause: 'Stopped by hand.' });
    await ended(late, 'TIMED_OUT');
    expect((await jobOf(aborted)).failure).toEqual({ error: 'Operator', cause: 'Stopped by hand.' });
    expect((await jobOf(late)).failure).toEqual({ error: 'States.Timeout', cause: '' });
  });
});

describe('the start of a job', () => {
  it('is tried again when Step Functions was down, and starts one execution', async () => {
    engine.isDown = true;
    const jobId = await begin();
    engine.isDown = false;
    const startsOf = () => engine.started.filter((each) => each.jobId === jobId);
    expect([(await jobOf(jobId)).status, startsOf()]).toEqual(['RUNNING', []]);
    await service.sweep(2);
    const { jobKey } = (await jobOf(jobId)).head;
    expect(startsOf()).toEqual([{ jobId, input: { change: 'c1', jobKey } }]);
    expect((await jobOf(jobId)).effects).toEqual([]);
  });

  it('that no try will help is its end, with the reason', async () => {
    service.failStarts({ error: 'StateMachineDoesNotExist', cause: 'It was deleted.' });
    const jobId = await begin();
    service.failStarts(undefined);
    expect(await jobOf(jobId)).toMatchObject({
      status: 'FAILED',
      failure: { error: 'StateMachineDoesNotExist', cause: 'It was deleted.' },
      effects: [],
    });
    expect((await jobOf(jobId)).dueAt).toBeUndefined();
  });
});

describe('a state that is tried again', () => {
  it('waits with its new token for the same task', async () => {
    const jobId = await begin();
    await asks(jobId, 0);
    await asks(jobId, 1);
    await asks(jobId, 0);
    expect((await jobOf(jobId)).calls).toHaveLength(1);
    const outcome = await completes(jobId);
    expect(outcome).toMatchObject({ task: { status: 'COMPLETED', output: { text: '{"ok":true}' } } });
    const told = engine.results.filter((each) => each.includes(outcome!.task.taskId));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^token-1 \{"status":"completed"/);
  });

  it('gets a result that came meanwhile at once', async () => {
    const jobId = await begin();
    await asks(jobId, 0);
    const outcome = await completes(jobId);
    await asks(jobId, 1);
    const told = engine.results.filter((each) => each.includes(outcome!.task.taskId)).map((each) => each.slice(0, 7));
    expect(told).toEqual(['token-0', 'token-1']);
  });

  it('runs the same session, also when its agent is gone meanwhile', async () => {
    const jobId = await begin();
    await runsAgent(jobId, 0);
    service.deps.readAgent = async () => undefined;
    await runsAgent(jobId, 1);
    service.deps.readAgent = async () => agent;
    const { calls } = await jobOf(jobId);
    expect(calls).toMatchObject([{ kind: 'session', token: { value: 'token-1', order: 1 } }]);
    const session = await service.deps.control.read({ tenantId: 'demo', sessionId: calls[0]!.id });
    expect(session?.head).toMatchObject({ caller: { kind: 'job', id: jobId }, depth: 1, lineage: [jobId] });
  });

  it('is refused when another asks under its name, and says how to tell them apart', async () => {
    const jobId = await begin();
    await asks(jobId, 0, { token: 'one' });
    await expect(asks(jobId, 0, { token: 'other' })).rejects.toMatchObject({
      name: 'AgentSession.InvalidInput',
      message: expect.stringContaining('Give each a `key`'),
    });
    await asks(jobId, 0, { token: 'other', key: 1 });
    expect((await jobOf(jobId)).calls).toHaveLength(2);
  });
});

describe('what a job asked for', () => {
  it('is done later when Step Functions did not take the result', async () => {
    const jobId = await begin();
    await asks(jobId);
    engine.isDown = true;
    const outcome = await completes(jobId);
    engine.isDown = false;
    const told = () => engine.results.filter((each) => each.includes(outcome!.task.taskId));
    expect([outcome?.task.status, told()]).toEqual(['COMPLETED', []]);
    service.states.set(jobId, { status: 'RUNNING' });
    await service.sweep(2);
    expect(told()).toHaveLength(1);
    expect((await jobOf(jobId)).effects).toEqual([]);
  });

  it('is closed with the job: nothing is completed, opened or run for it any more', async () => {
    const jobId = await begin();
    await asks(jobId);
    await ended(jobId, 'ABORTED');
    expect(await completes(jobId)).toMatchObject({ task: { status: 'CANCELED' }, refused: { why: 'ENDED' } });
    await expect(asks(jobId, 1)).rejects.toMatchObject({ name: 'AgentSession.InvalidJobKey' });
    await expect(runsAgent(jobId)).rejects.toMatchObject({ name: 'AgentSession.InvalidJobKey' });
  });

  it('is completed once, and a repeat gets the answer of the first time', async () => {
    const jobId = await begin();
    await asks(jobId);
    expect((await completes(jobId))?.refused).toBeUndefined();
    expect((await completes(jobId))?.refused).toBeUndefined();
    expect((await completes(jobId, 'request-2'))?.refused).toEqual({ why: 'COMPLETED_BEFORE' });
  });

  it('goes on after the death of its performer: the session is started by the sweeper', async () => {
    const jobId = await begin();
    const id = newUlidId('session');
    const request = { text: '{"agentId":"agt_1","inputs":{}}' };
    // Written, and whoever was to perform the effects dies.
    const dead = { ...service.deps, readAgent: () => Promise.reject(new Error('killed')) };
    const command = { type: 'open_call', id, kind: 'session', request, token: { value: 't', order: 0 } } as const;
    await commandJob(service.key(jobId), command, dead);
    expect(await service.deps.control.read({ tenantId: 'demo', sessionId: id })).toBeUndefined();
    service.states.set(jobId, { status: 'RUNNING' });
    await service.sweep(2);
    expect((await service.deps.control.read({ tenantId: 'demo', sessionId: id }))?.status).toBe('PENDING');
  });

  it('may not be more than fifty sessions', async () => {
    const jobId = await begin();
    const ask = (n: number) => runsAgent(jobId, 0, { key: n, token: `t${n}` });
    for (let n = 0; n < 50; n += 5) await Promise.all([n, n + 1, n + 2, n + 3, n + 4].map(ask));
    await expect(ask(50)).rejects.toMatchObject({ name: 'AgentSession.TooManySessions' });
    // A repeat of one that runs is no new one.
    await ask(7);
  });
});
