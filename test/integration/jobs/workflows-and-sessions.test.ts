import { describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aMachine, asks, aWorkflow, jobOnce, runs, taskOf } from '../../builders/a-workflow.ts';

const agentId = { 'agentId.$': '$.agentId' };
const machines: Record<string, Json> = {
  quick: aMachine({ Done: { Type: 'Pass', Parameters: { 'said.$': '$.say' } } }),
  echo: aMachine({ Done: { Type: 'Pass' } }),
  fails: aMachine({ Fails: { Type: 'Fail', Error: 'NoSuchDevice', Cause: 'The device r9 is not in the inventory.' } }),
  nothing: aMachine({ Done: { Type: 'Pass', Result: { none: null }, OutputPath: '$.none' } }),
  tells: aMachine({ Fails: { Type: 'Fail', ErrorPath: '$.jobKey', CausePath: '$.jobKey' } }),
  slow: aMachine({ Ask: asks('open-manual-task', { title: 'Never done' }) }, { TimeoutSeconds: 1 }),
  runner: aMachine({ Run: asks('run-agent', { ...agentId, 'inputs.$': '$.inputs' }) }),
  strict: aMachine({ Run: asks('run-agent', { ...agentId, failOnFailure: true }) }),
  approval: aMachine({
    Ask: asks('open-manual-task', {
      title: 'Approve it',
      description: 'May it go ahead?',
      form: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] },
      'input.$': '$',
    }),
  }),
  named: aMachine({ Ask: asks('open-manual-task', { 'title.$': '$.title', 'assignee.$': '$.assignee' }) }),
  map: aMachine({
    All: {
      Type: 'Map',
      ItemsPath: '$.names',
      ItemSelector: { 'name.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'agentId.$': '$.agentId' },
      ItemProcessor: {
        StartAt: 'Run',
        States: { Run: asks('run-agent', { ...agentId, 'key.$': '$.index', inputs: { 'who.$': '$.name' } }) },
      },
    },
  }),
  stranger: aMachine({ Run: asks('run-agent', { agentId: 'agt_1', 'jobKey.$': '$.other' }) }),
};
const laptop = await aLaptop({ machines });
const workflow = (machine: string, more?: Json) => aWorkflow(laptop, machine, more);
const tool = (workflowId: string, more: Json = {}) => ({ kind: 'workflow', name: 'job', workflowId, ...more });
const greeting = {
  instructions: 'Greet {{ who }}.',
  inputSchema: { type: 'object', properties: { who: { type: 'string' } }, required: ['who'] },
};

describe('a session that runs a workflow', () => {
  it('waits for the job, is told its output, and each shows the other', async () => {
    const workflowId = await workflow('quick', {
      inputSchema: { type: 'object', properties: { say: { type: 'string' } }, required: ['say'] },
    });
    const caller = await laptop.anAgentWith(
      [asksFor(['job', { say: 'hello' }]), { text: 'It said {{ calls.job.output.output.said }}' }],
      [tool(workflowId)],
    );
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    const [call] = callsOf(entries);
    const job = await laptop.ask('GET', `/jobs/${call.link.id}`);

    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'It said hello', waiting: [] });
    expect(call).toMatchObject({
      state: 'SUCCEEDED',
      toolKind: 'workflow',
      link: { kind: 'job', id: job.jobId, visible: true },
      output: { status: 'SUCCEEDED', jobId: job.jobId, output: { said: 'hello' } },
    });
    expect(job).toMatchObject({
      ...{ workflowId, workflowName: 'quick', status: 'SUCCEEDED', error: null, sessions: [], calledSessions: [] },
      input: { say: 'hello' },
      output: { said: 'hello' },
      startedBy: { kind: 'session', id: session.sessionId },
    });
  });

  it('is told nothing by a job that gives nothing', async () => {
    const job = await jobOnce(laptop, (await runs(laptop, await workflow('nothing'))).jobId);
    expect(job).toMatchObject({ status: 'SUCCEEDED', output: null });
  });

  it('is told what does not fit the workflow, by its own schema, and goes on', async () => {
    const workflowId = await workflow('quick', {
      inputSchema: { type: 'object', properties: { say: { type: 'string' } }, required: ['say'] },
    });
    const caller = await laptop.anAgentWith(
      [asksFor(['job', { say: 1 }], ['loose', { say: 1 }]), { text: 'went on' }],
      [tool(workflowId), tool(workflowId, { name: 'loose', inputSchema: { type: 'object' } })],
    );
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'went on' });
    for (const call of callsOf(entries))
      expect(call).toMatchObject({ state: 'FAILED', error: { category: 'INVALID_INPUT' } });
  });

  it('runs also when all that its workflows take is longer than one text may be', async () => {
    const property = { type: 'string', description: 'd'.repeat(2_000) };
    const properties = Object.fromEntries(Array.from({ length: 28 }, (_, at) => [`p${at}`, property]));
    const workflowId = await workflow('quick', { inputSchema: { type: 'object', properties } });
    const tools = Array.from({ length: 64 }, (_, at) => tool(workflowId, { name: `job_${at}` }));
    const caller = await laptop.anAgentWith([asksFor(['job_63', { p1: 1 }]), { text: 'went on' }], tools);
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'went on' });
    expect(callsOf(entries)[0].error).toMatchObject({ category: 'INVALID_INPUT' });
  });

  it('is not held up by a workflow whose pattern would never come to an end', async () => {
    const pattern = '^(a|aa)+$';
    const workflowId = await workflow('quick', {
      inputSchema: { type: 'object', properties: { say: { type: 'string', pattern } } },
    });
    const caller = await laptop.anAgentWith(
      [asksFor(['job', { say: `${'a'.repeat(36)}b` }]), { text: 'went on' }],
      [tool(workflowId, { inputSchema: { type: 'object' } })],
    );
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'went on' });
    expect(callsOf(entries)[0].error).toMatchObject({
      category: 'INVALID_INPUT',
      message: expect.stringContaining('would take too long to check'),
    });
  });

  it('goes on when the job fails, times out, or its state machine is gone', async () => {
    const [failing, slow] = [await workflow('fails'), await workflow('slow')];
    const gone = await workflow('echo');
    const caller = await laptop.anAgentWith(
      [asksFor(['failing', {}], ['slow', {}], ['gone', {}]), { text: 'went on' }],
      [tool(failing, { name: 'failing' }), tool(slow, { name: 'slow' }), tool(gone, { name: 'gone' })],
    );
    await laptop.ask('DELETE', `/workflows/${gone}`, undefined, 204);
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'went on' });
    const calls = callsOf(entries);
    const [failed, timedOut, missing] = calls;
    expect(failed).toMatchObject({
      state: 'FAILED',
      error: { category: 'JOB_FAILED' },
      output: { status: 'FAILED', output: null },
    });
    expect(failed.error.message).toBe(
      `The job ${failed.link.id} of workflow "fails" failed: NoSuchDevice: The device r9 is not in the inventory.`,
    );
    expect(timedOut).toMatchObject({
      state: 'FAILED',
      error: { category: 'JOB_FAILED' },
      output: { status: 'TIMED_OUT' },
    });
    expect(missing).toMatchObject({ state: 'FAILED', error: { category: 'INVALID_DEFINITION' } });
    // The task of a job that has ended is closed.
    const closed = (await laptop.ask('GET', '/manual-tasks?status=CANCELED')).items;
    expect(closed.map(({ origin }: Json) => origin.id)).toContain(timedOut.link.id);
  });
});

describe('a workflow that runs an agent', () => {
  it('waits for the session, gets its final response, and each shows the other', async () => {
    const agent = await laptop.anAgentWith([{ text: 'Hello {{ inputs.who }}!' }], [], greeting);
    const workflowId = await workflow('runner');
    const { jobId } = await runs(laptop, workflowId, { agentId: agent, inputs: { who: 'Ada' } });
    const job = await jobOnce(laptop, jobId);
    const [sessionId] = job.sessions;
    const session = await laptop.ask('GET', `/sessions/${sessionId}`);

    expect(job).toMatchObject({
      status: 'SUCCEEDED',
      output: { status: 'completed', sessionId, lastMessage: 'Hello Ada!' },
      startedBy: { kind: 'user', id: 'ada' },
      calledSessions: [{ sessionId, status: 'COMPLETED', visible: true }],
    });
    expect(session).toMatchObject({
      status: 'COMPLETED',
      trigger: { type: 'JOB', source: { name: 'runner', id: workflowId } },
      caller: { kind: 'job', id: jobId },
      createdBy: { userId: 'ada' },
      inputs: { who: 'Ada' },
    });
  });

  it('is told that the session failed, as a result or as an error, as it asks', async () => {
    const agent = await laptop.anAgentWith([{ error: { status: 401, message: 'no key' } }], []);
    const told = await jobOnce(
      laptop,
      (await runs(laptop, await workflow('runner'), { agentId: agent, inputs: {} })).jobId,
    );
    expect(told).toMatchObject({ status: 'SUCCEEDED', output: { status: 'failed', lastMessage: null } });
    const failed = await jobOnce(laptop, (await runs(laptop, await workflow('strict'), { agentId: agent })).jobId);
    expect(failed).toMatchObject({ status: 'FAILED', output: null, calledSessions: [{ status: 'FAILED' }] });
    expect(failed.error).toContain('AgentSession.Failed: The session ses_');
  });

  it('runs one session for each item of a Map', async () => {
    const agent = await laptop.anAgentWith([{ text: 'Hello {{ inputs.who }}!' }], [], greeting);
    const names = ['Ada', 'Bo', 'Cy'];
    const job = await jobOnce(laptop, (await runs(laptop, await workflow('map'), { agentId: agent, names })).jobId);
    expect(job.status).toBe('SUCCEEDED');
    expect(job.output.map(({ lastMessage }: Json) => lastMessage)).toEqual(names.map((name) => `Hello ${name}!`));
    expect(new Set(job.sessions).size).toBe(3);
  });

  it('is told by name why an agent can not be run', async () => {
    const agent = await laptop.anAgentWith([{ text: 'Hello!' }], [], greeting);
    const runner = await workflow('runner');
    const errorOf = async (id: string, input: Json) =>
      (await jobOnce(laptop, (await runs(laptop, id, input)).jobId)).error;
    expect(await errorOf(runner, { agentId: 'agt_none', inputs: {} })).toContain('AgentSession.AgentNotFound');
    expect(await errorOf(runner, { agentId: agent, inputs: { who: 1 } })).toContain('AgentSession.InvalidInput');
    expect(
      await errorOf(await workflow('stranger'), { other: `demo.job_01JZZZZZZZZZZZZZZZZZZZZZZZ.${'0'.repeat(32)}` }),
    ).toContain('AgentSession.InvalidJobKey');
  });

  it('holds the depth of agents that call each other, through jobs too', async () => {
    // The agent runs the workflow that runs the agent.
    const workflowId = await workflow('runner');
    const agent = await laptop.anAgentWith(
      [
        asksFor(['job', { agentId: '{{ inputs.me }}', inputs: { me: '{{ inputs.me }}' } }]),
        { text: 'Up {{ calls.job.output.status }}' },
      ],
      [tool(workflowId)],
      {
        instructions: 'Run {{ me }}.',
        inputSchema: { type: 'object', properties: { me: { type: 'string' } }, required: ['me'] },
        limits: { maxDepth: 2 },
      },
    );
    const { session, entries } = await laptop.ended(await laptop.start(agent, { me: agent }));
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Up SUCCEEDED' });
    const [first] = callsOf(entries);
    const second = await laptop.ended(first.output.output.sessionId);
    const [last] = callsOf(second.entries);
    expect(last).toMatchObject({ state: 'FAILED', error: { category: 'JOB_FAILED' } });
    expect(last.error.message).toContain('AgentSession.TooDeep');
  });
});

describe('a workflow that asks a person', () => {
  it('waits for the answer in the Work Center, and never shows the key of the job', async () => {
    const { jobId } = await runs(laptop, await workflow('approval'), { change: 'c1' });
    const { taskId } = await taskOf(laptop, jobId);
    const task = await laptop.ask('GET', `/manual-tasks/${taskId}`);
    expect(task).toMatchObject({
      ...{ title: 'Approve it', description: 'May it go ahead?', status: 'OPEN' },
      input: { change: 'c1', jobKey: '(job key)' },
      origin: { kind: 'job', id: jobId, visible: true },
    });
    const complete = (output: Json) => laptop.call('POST', `/manual-tasks/${taskId}/complete`, { output });
    expect((await complete({ ok: 'yes' })).status).toBe(400);
    expect((await complete({ ok: true, note: 'x'.repeat(300_000) })).status).toBe(413);
    expect((await complete({ ok: true, note: 'x'.repeat(5_000) })).status).toBe(200);
    expect((await complete({ ok: false })).status).toBe(409);
    const job = await jobOnce(laptop, jobId);
    expect(job).toMatchObject({
      status: 'SUCCEEDED',
      output: { status: 'completed', taskId, output: { ok: true }, completedBy: { userId: 'ada', name: 'ada' } },
    });
    expect(await laptop.ask('GET', `/manual-tasks/${taskId}`)).toMatchObject({
      status: 'COMPLETED',
      output: { ok: true },
    });
    const [row] = (await laptop.ask('GET', '/jobs?limit=1')).items;
    expect(row).toMatchObject({ jobId, output: null, truncated: ['output'] });
  });

  it('may give a title of several lines, and a blank user for anybody', async () => {
    const { jobId } = await runs(laptop, await workflow('named'), { title: 'Patch\nr1?', assignee: '' });
    expect(await taskOf(laptop, jobId)).toMatchObject({ title: 'Patch r1?', assignee: null });
  });

  it('takes exactly one of twenty completions at once', async () => {
    const { jobId } = await runs(laptop, await workflow('approval'), {});
    const { taskId } = await taskOf(laptop, jobId);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        laptop.call('POST', `/manual-tasks/${taskId}/complete`, { output: { ok: true, at } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    const won = answers.find(({ status }) => status === 200)!.body.output;
    expect((await jobOnce(laptop, jobId)).output.output).toEqual(won);
  });

  it('shows an execution that passes its input on without the key', async () => {
    const job = await jobOnce(laptop, (await runs(laptop, await workflow('echo'), { say: 'hi' })).jobId);
    expect(job.output).toEqual({ say: 'hi', jobKey: '(job key)' });
    expect(job.input).toEqual({ say: 'hi' });
    const failed = await jobOnce(laptop, (await runs(laptop, await workflow('tells'))).jobId);
    expect(failed.error).toBe('(job key): (job key)');
  });
});
