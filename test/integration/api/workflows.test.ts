import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { machineArn, SESSION_MACHINE } from '../../../infra/local/open-engine.ts';
import { asksFor, callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aMachine, asks, aWorkflow, jobOnce, runs, taskOf } from '../../builders/a-workflow.ts';
import { besideLaptop } from '../../builders/beside-a-laptop.ts';

const done = { Done: { Type: 'Pass' } };
const laptop = await aLaptop({
  machines: {
    quick: aMachine(done),
    untagged: aMachine(done, {}, {}),
    foreign: aMachine(done, {}, { 'agent-sessions:tenant': 'acme' }),
    asks: aMachine({ Ask: asks('open-manual-task', { title: 'Wait' }) }),
    runs: aMachine({ Run: asks('run-agent', { 'agentId.$': '$.agentId' }) }),
  },
});
const definition = (more: Json = {}) => ({ name: 'Quick', stateMachineArn: machineArn('quick'), ...more });
const create = (more: Json) => laptop.call('POST', '/workflows', definition(more));
const as = async (claims: Json) => ({ authorization: `Bearer ${await laptop.token(claims)}` });

describe('a workflow', () => {
  it('is created, read, replaced, listed and deleted', async () => {
    const inputSchema = { type: 'object', properties: { change: { type: 'string' } }, required: ['change'] };
    const created = await create({ description: 'Opens a window.', project: 'network', inputSchema });
    expect(created.status).toBe(201);
    const { workflowId } = created.body;
    expect(created.body).toMatchObject({
      ...definition(),
      project: 'network',
      inputSchema,
      version: 1,
      createdBy: { userId: 'ada' },
    });
    expect(workflowId).toMatch(/^wfl_/);
    const path = `/workflows/${workflowId}`;
    expect((await laptop.call('GET', path)).body).toEqual(created.body);

    const replaced = await laptop.call('PUT', path, definition({ name: 'Quicker' }), { 'if-match': '"1"' });
    expect([replaced.status, replaced.body.version, replaced.body.project]).toEqual([200, 2, 'default']);
    expect(replaced.headers.get('etag')).toBe('"2"');
    expect((await laptop.call('PUT', path, definition(), { 'if-match': '1' })).status).toBe(409);
    expect((await laptop.call('PUT', path, definition(), { 'if-match': 'x' })).status).toBe(400);
    expect((await laptop.call('PUT', path, definition({ name: 'Quickest' }))).body.version).toBe(3);

    const listed = await laptop.ask('GET', '/workflows?search=quickest');
    expect(listed).toMatchObject({ items: [{ workflowId }], nextCursor: null });
    expect((await laptop.call('DELETE', path, undefined, { 'if-match': '2' })).status).toBe(409);
    expect((await laptop.call('DELETE', path)).status).toBe(204);
    expect((await laptop.call('GET', path)).status).toBe(404);
    expect((await laptop.call('DELETE', path)).status).toBe(404);
  });

  it.each<[string, Json, string]>([
    [
      'is missing',
      { stateMachineArn: machineArn('none') },
      'names no state machine with the tag agent-sessions:tenant = demo',
    ],
    ['carries no tag', { stateMachineArn: machineArn('untagged') }, 'agent-sessions:tenant = demo'],
    ["carries another tenant's tag", { stateMachineArn: machineArn('foreign') }, 'agent-sessions:tenant = demo'],
    ['is our own', { stateMachineArn: machineArn(SESSION_MACHINE) }, 'Agent Sessions itself'],
    ['is no state machine', { stateMachineArn: 'arn:aws:s3:::bucket' }, 'is not the ARN of a state machine'],
    ['is named by a version', { stateMachineArn: `${machineArn('quick')}:1` }, 'is not the ARN of a state machine'],
  ])('is refused when its machine %s', async (_why, more, message) => {
    const { status, body } = await create(more);
    expect([status, body.code]).toEqual([400, 'BAD_REQUEST']);
    expect(body.errors).toEqual([{ path: 'stateMachineArn', message: expect.stringContaining(message) }]);
  });

  it.each<[string, Json, string]>([
    ['is no object', { type: 'string' }, 'inputSchema.type'],
    ['is broken', { type: 'object', properties: { a: { type: 'text' } } }, 'inputSchema.properties.a.type'],
    ["takes the job's key", { type: 'object', properties: { jobKey: {} } }, 'inputSchema.properties.jobKey'],
  ])('is refused when its input schema %s', async (_why, inputSchema, path) => {
    const { status, body } = await create({ inputSchema });
    expect([status, body.errors[0].path]).toEqual([400, path]);
  });

  it('is changed by builders only, and only seen by who sees its project', async () => {
    const { workflowId } = (await create({ project: 'secret' })).body;
    const viewer = await as({ roles: ['viewer'] });
    expect((await laptop.call('POST', '/workflows', definition(), viewer)).body.permission).toBe('workflows:write');
    expect((await laptop.call('POST', `/workflows/${workflowId}/run`, {}, viewer)).body.permission).toBe(
      'sessions:start',
    );
    expect((await laptop.call('GET', '/jobs', undefined, await as({ roles: ['task-worker'] }))).status).toBe(403);
    const other = await as({ roles: ['builder'], projects: ['default'] });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/run'],
    ] as const) {
      expect((await laptop.call(method, `/workflows/${workflowId}${path}`, undefined, other)).status).toBe(404);
    }
    expect((await laptop.call('POST', '/workflows', definition({ project: 'secret' }), other)).status).toBe(403);
    const { items } = (await laptop.call('GET', '/workflows', undefined, other)).body;
    expect(items.map(({ project }: Json) => project)).not.toContain('secret');
    const stranger = await as({ tenant: 'acme' });
    expect((await laptop.call('GET', `/workflows/${workflowId}`, undefined, stranger)).status).toBe(404);
  });

  it('can be called by a tool only if it is there and its saver sees it', async () => {
    const { workflowId } = (await create({ project: 'secret' })).body;
    const agent = (id: string) => ({
      ...{
        name: `Caller of ${id}`,
        instructions: 'Run it.',
        model: { provider: 'scripted', modelId: 'scripted', settings: { turns: [{ text: 'done' }] } },
      },
      tools: [{ kind: 'workflow', name: 'job', workflowId: id }],
    });
    const missing = await laptop.call('POST', '/agents', agent('wfl_none'));
    expect([missing.status, missing.body.errors[0].path]).toEqual([400, 'tools.0.workflowId']);
    const other = await as({ roles: ['builder'], projects: ['default'] });
    expect((await laptop.call('POST', '/agents', agent(workflowId), other)).status).toBe(400);
    expect((await laptop.call('POST', '/agents', agent(workflowId))).status).toBe(201);
  });
});

describe('a job', () => {
  it('is started with an input that fits, or not at all', async () => {
    const inputSchema = { type: 'object', properties: { change: { type: 'string' } }, required: ['change'] };
    const { workflowId } = (await create({ inputSchema })).body;
    const run = (body?: Json) => laptop.call('POST', `/workflows/${workflowId}/run`, body);
    expect((await run()).body.errors).toEqual([{ path: 'input', message: expect.stringContaining('change') }]);
    expect((await run({ input: { change: 1 } })).body.errors[0].path).toBe('input.change');
    expect((await run({ input: { change: 'c', jobKey: 'x' } })).body.errors[0].path).toBe('input.jobKey');
    expect((await run({ input: { change: 'x'.repeat(270_000) } })).status).toBe(400);
    expect((await run({ input: [] })).status).toBe(400);
    const { status, body } = await run({ input: { change: 'c1' } });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      workflowId,
      workflowName: 'Quick',
      input: { change: 'c1' },
      startedBy: { kind: 'user', id: 'ada' },
    });
    expect(Object.keys(body).sort()).not.toContain('jobKey');
    const long = await run({ input: { change: 'x'.repeat(200_000) } });
    expect(await jobOnce(laptop, long.body.jobId)).toMatchObject({
      status: 'SUCCEEDED',
      input: { change: expect.any(String) },
    });
  });

  it('is listed newest first, page by page, by workflow and status', async () => {
    const workflowId = await aWorkflow(laptop, 'quick');
    const started: string[] = [];
    for (let n = 0; n < 5; n += 1) started.unshift((await runs(laptop, workflowId, { n })).jobId);
    for (const jobId of started) await jobOnce(laptop, jobId);
    const listed: string[] = [];
    let cursor = '';
    do {
      const page = await laptop.ask('GET', `/jobs?workflowId=${workflowId}&limit=2${cursor}`);
      listed.push(...page.items.map(({ jobId }: Json) => jobId));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(listed).toEqual(started);
    expect((await laptop.ask('GET', `/jobs?workflowId=${workflowId}&status=RUNNING`)).items).toEqual([]);
    expect((await laptop.call('GET', '/jobs?status=DONE')).status).toBe(400);
    expect((await laptop.call('GET', '/jobs/job_none')).status).toBe(404);
  });

  it('that is aborted closes its task, and says so', async () => {
    const workflowId = await aWorkflow(laptop, 'asks');
    const { jobId } = await runs(laptop, workflowId);
    const { taskId } = await taskOf(laptop, jobId);
    const executionArn = `${machineArn('asks').replace(':stateMachine:', ':execution:')}:${jobId}`;
    const stop = new StopExecutionCommand({ executionArn, error: 'Operator', cause: 'Not today.' });
    await besideLaptop(laptop.address).stepFunctions.send(stop);
    expect(await jobOnce(laptop, jobId)).toMatchObject({
      status: 'ABORTED',
      error: 'Operator: Not today.',
      output: null,
    });
    expect(await laptop.ask('GET', `/manual-tasks/${taskId}`)).toMatchObject({ status: 'CANCELED' });
    expect((await laptop.call('POST', `/manual-tasks/${taskId}/complete`, { output: {} })).status).toBe(409);
  });

  it('shows who does not see a project the ids and states of it only', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'secret words' }], [], { project: 'secret' });
    const workflowId = await aWorkflow(laptop, 'runs');
    const hidden = await aWorkflow(laptop, 'quick', { project: 'secret' });
    const { jobId } = await runs(laptop, workflowId, { agentId });
    const { sessions } = await jobOnce(laptop, jobId);
    const reader = await as({ roles: ['viewer'], projects: ['default'] });
    const { body } = await laptop.call('GET', `/jobs/${jobId}`, undefined, reader);
    expect(body.calledSessions).toEqual([{ sessionId: sessions[0], status: 'COMPLETED', visible: false }]);

    const caller = await laptop.anAgentWith(
      [asksFor(['job', {}], ['open', {}]), { text: 'done' }],
      [
        { kind: 'workflow', name: 'job', workflowId: hidden },
        { kind: 'workflow', name: 'open', workflowId: await aWorkflow(laptop, 'quick') },
      ],
    );
    const { session, entries } = await laptop.ended(await laptop.start(caller));
    expect(callsOf(entries).map(({ link }) => link.visible)).toEqual([true, true]);
    const read = await laptop.call('GET', `/sessions/${session.sessionId}/activity`, undefined, reader);
    const [job, open] = callsOf(read.body.items);
    expect(job).toMatchObject({ state: 'SUCCEEDED', link: { kind: 'job', visible: false }, output: null });
    expect(open).toMatchObject({ link: { kind: 'job', visible: true }, output: { status: 'SUCCEEDED' } });
    expect((await laptop.call('GET', `/jobs/${job.link.id}`, undefined, reader)).status).toBe(404);
  });
});
