import { afterAll, describe, expect, it } from 'vitest';
import { commandApiHandler } from '../../../functions/api/command-api.ts';
import type { Dependencies } from '../../../functions/dependencies.ts';
import { sweepSession } from '../../../shared/effects/sweep-session.ts';
import { keys } from '../../../shared/storage/table-keys.ts';
import { asksFor, callsOf, type Json, traceOf } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { anApiRequest, aToken } from '../../builders/an-api-request.ts';
import { besideLaptop, everyItem } from '../../builders/beside-a-laptop.ts';
import { until } from '../../builders/until.ts';

const laptop = await aLaptop();
afterAll(laptop.close);
const deps = besideLaptop(laptop.address);
const UNKNOWN = 'mtk_01JZZZZZZZZZZZZZZZZZZZZZZZ';

const FORM = {
  type: 'object',
  properties: { decision: { enum: ['yes', 'no'] }, hours: { type: 'integer', minimum: 1 } },
  required: ['decision'],
  additionalProperties: false,
};

/** A tool that asks a person; overrides replace whole fields. */
const ask = (more: Json = {}) => ({
  kind: 'manual_task',
  name: 'ask_for_window',
  description: 'Look whether the change fits into the night.',
  form: FORM,
  ...more,
});

/** A session that waits for one person; what the model gives to that person is `input`. */
async function waiting(tool: Json = {}, { input = { device: 'r1' } as Json, project = 'default' } = {}) {
  const turns = [asksFor(['ask_for_window', input]), { text: 'Decided: {{ calls.ask_for_window.output.decision }}.' }];
  const agentId = await laptop.anAgentWith(turns, [ask(tool)], { project });
  const sessionId = await laptop.start(agentId);
  const session = await laptop.waitFor(sessionId, ({ waitingOn }) => waitingOn === 1);
  const [{ id: taskId }] = session.waiting;
  await until(
    async () => (await laptop.call('GET', `/manual-tasks/${taskId}`)).status === 200 || undefined,
    () => `the task ${taskId}`,
  );
  return { agentId, sessionId, taskId, agentName: session.agent.name };
}

/** What a person with these claims asks for. */
async function as(claims: Record<string, unknown>) {
  const authorization = `Bearer ${await laptop.token(claims)}`;
  return (method: string, path: string, body?: unknown) => laptop.call(method, path, body, { authorization });
}

const worker = (user: string, more: Json = {}) => as({ user, roles: ['task-worker'], ...more });
const ids = ({ body }: Json) => body.items.map(({ taskId }: Json) => taskId);

describe('a manual task', () => {
  it('is listed, claimed and completed, and its output is what the model gets next', async () => {
    const { sessionId, taskId, agentName } = await waiting();
    const listed = (await laptop.ask('GET', '/manual-tasks?limit=100')).items.find(
      (each: Json) => each.taskId === taskId,
    );
    const task = await laptop.ask('GET', `/manual-tasks/${taskId}`);
    expect(task).toEqual({
      taskId: expect.stringMatching(/^mtk_[0-9A-Z]{26}$/),
      title: 'Ask for window',
      description: 'Look whether the change fits into the night.',
      status: 'OPEN',
      form: FORM,
      input: { device: 'r1' },
      output: null,
      assignee: null,
      createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      completedAt: null,
      completedBy: null,
      origin: { kind: 'session', id: sessionId, agentName, toolName: 'ask_for_window', visible: true },
    });
    expect(listed).toEqual(task);

    const bob = await worker('bob');
    expect((await bob('POST', `/manual-tasks/${taskId}/claim`)).body).toMatchObject({
      status: 'OPEN',
      assignee: 'bob',
    });
    const answer = await bob('POST', `/manual-tasks/${taskId}/complete`, { output: { decision: 'yes', hours: 2 } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...task,
      status: 'COMPLETED',
      output: { decision: 'yes', hours: 2 },
      assignee: 'bob',
      completedAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      completedBy: { userId: 'bob', name: 'bob' },
      origin: { kind: 'session', id: sessionId, visible: false },
    });

    const { session, entries } = await laptop.ended(sessionId);
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'Decided: yes.', waiting: [], waitingOn: 0 });
    expect(traceOf(entries)).toEqual([
      'SYSTEM STARTED',
      'REASONING 1 SUCCEEDED',
      'TOOL_CALL 1 ask_for_window SUCCEEDED',
      'REASONING 2 SUCCEEDED',
      'RESPONSE',
      'SYSTEM COMPLETED',
    ]);
    expect(callsOf(entries)[0]).toMatchObject({
      output: { decision: 'yes', hours: 2 },
      link: { kind: 'manual_task', id: taskId, visible: true },
    });
    expect(await laptop.ask('GET', `/manual-tasks/${taskId}`)).toMatchObject({ status: 'COMPLETED', assignee: 'bob' });
    expect(ids(await laptop.call('GET', '/manual-tasks?limit=100'))).not.toContain(taskId);
    expect(ids(await laptop.call('GET', '/manual-tasks?status=COMPLETED&limit=100'))).toContain(taskId);
  });

  it('has the title that the model gives it', async () => {
    const { taskId } = await waiting({}, { input: { title: '  Window for r1?  ' } });
    expect(await laptop.ask('GET', `/manual-tasks/${taskId}`)).toMatchObject({
      title: 'Window for r1?',
      input: { title: '  Window for r1?  ' },
    });
  });

  it('has a title of one plain line, cut between two characters, whatever the model gives', async () => {
    const titles = [
      [`${'x'.repeat(199)}😀`, 'x'.repeat(199)],
      ['Delete\n\u0000\u202eyna', 'Delete yna'],
      [' \u0007\n', 'Ask for window'],
    ];
    for (const [given, shown] of titles) {
      const { taskId } = await waiting({}, { input: { title: given } });
      expect((await laptop.ask('GET', `/manual-tasks/${taskId}`)).title).toBe(shown);
    }
  });

  it('that is meant for a blank user is for anybody', async () => {
    const { taskId } = await waiting({ assignee: ' ' });
    expect(await laptop.ask('GET', `/manual-tasks/${taskId}`)).toMatchObject({ assignee: null });
    const bob = await worker('bob');
    expect((await bob('POST', `/manual-tasks/${taskId}/complete`, { output: { decision: 'yes' } })).status).toBe(200);
  });

  it('takes no output that does not fit its form, and stays open', async () => {
    const { sessionId, taskId } = await waiting();
    const complete = (body: unknown) => laptop.call('POST', `/manual-tasks/${taskId}/complete`, body);
    const refused: [unknown, string[]][] = [
      [{}, ['output']],
      [{ output: null }, ['output']],
      [{ output: 'yes' }, ['output']],
      [{ output: {} }, ['output']],
      [{ output: { decision: 'maybe' } }, ['output.decision']],
      [{ output: { decision: 'yes', hours: 0.5 } }, ['output.hours', 'output.hours']],
      [{ output: { decision: 'yes', more: 1 } }, ['output.more']],
      [{ output: { decision: 'yes' }, extra: true }, ['extra']],
    ];
    for (const [body, paths] of refused) {
      const answer = await complete(body);
      expect([answer.status, answer.body.errors.map(({ path }: Json) => path)]).toEqual([400, paths]);
    }
    expect(await laptop.ask('GET', `/manual-tasks/${taskId}`)).toMatchObject({ status: 'OPEN', output: null });
    expect((await complete({ output: { decision: 'no' } })).status).toBe(200);
    expect((await laptop.ended(sessionId)).session.finalResponse).toBe('Decided: no.');
  });

  it('takes anything when it has no form, also null', async () => {
    const { sessionId, taskId } = await waiting({ form: undefined });
    expect(await laptop.ask('GET', `/manual-tasks/${taskId}`)).toMatchObject({ form: null });
    expect(await laptop.ask('POST', `/manual-tasks/${taskId}/complete`, { output: null })).toMatchObject({
      output: null,
    });
    const { entries } = await laptop.ended(sessionId);
    expect(callsOf(entries)[0]).toMatchObject({ state: 'SUCCEEDED', output: null });
  });

  it('is not held up by a form whose pattern would never come to an end', async () => {
    const form = { type: 'object', properties: { text: { type: 'string', pattern: '^(a|a)*$' } } };
    const { taskId } = await waiting({ form });
    const answer = await laptop.call('POST', `/manual-tasks/${taskId}/complete`, {
      output: { text: `${'a'.repeat(40)}!` },
    });
    expect(answer.body).toMatchObject({
      status: 400,
      errors: [{ path: 'output', message: expect.stringContaining('too long') }],
    });
  });

  it('is shown whole by its own URL, and in the list without its long texts', async () => {
    const note = 'x'.repeat(20_000);
    const { sessionId, taskId } = await waiting({ form: undefined }, { input: { note } });
    const inList = async (status: string) =>
      (await laptop.ask('GET', `/manual-tasks?status=${status}&limit=100`)).items.find(
        (each: Json) => each.taskId === taskId,
      );
    expect(await inList('OPEN')).toMatchObject({ input: null, output: null, truncated: ['input'] });
    expect((await laptop.ask('GET', `/manual-tasks/${taskId}`)).input).toEqual({ note });
    const completed = await laptop.ask('POST', `/manual-tasks/${taskId}/complete`, { output: { back: note } });
    expect(completed).toMatchObject({ input: { note }, output: { back: note } });
    expect(completed).not.toHaveProperty('truncated');
    expect(await inList('COMPLETED')).toMatchObject({ input: null, output: null, truncated: ['input', 'output'] });
    const { entries } = await laptop.ended(sessionId);
    const whole = await laptop.ask('GET', `/sessions/${sessionId}/activity/${callsOf(entries)[0].seq}?part=output`);
    expect(whole.output).toEqual({ back: note });
  });

  it('of an unknown id, or of another tenant, is not there', async () => {
    const { taskId } = await waiting();
    const stranger = await as({ tenant: 'other', user: 'eve' });
    for (const [call, id] of [
      [laptop.call, UNKNOWN],
      [stranger, taskId],
    ] as const) {
      const answers = [
        await call('GET', `/manual-tasks/${id}`),
        await call('POST', `/manual-tasks/${id}/claim`),
        await call('POST', `/manual-tasks/${id}/release`),
        await call('POST', `/manual-tasks/${id}/complete`, { output: { decision: 'yes' } }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    }
    expect(ids(await stranger('GET', '/manual-tasks'))).toEqual([]);
  });

  it('that was completed before says by whom and when', async () => {
    const { taskId } = await waiting();
    const bob = await worker('bob');
    const first = await bob('POST', `/manual-tasks/${taskId}/complete`, { output: { decision: 'yes' } });
    const { completedAt } = first.body;
    for (const path of ['complete', 'claim', 'release']) {
      const body = path === 'complete' ? { output: { decision: 'no' } } : undefined;
      const again = await laptop.call('POST', `/manual-tasks/${taskId}/${path}`, body);
      expect(again.body).toMatchObject({
        status: 409,
        code: 'CONFLICT',
        completedAt,
        completedBy: { userId: 'bob', name: 'bob' },
        detail: expect.stringContaining(`by bob (bob) at ${completedAt}`),
      });
    }
    expect((await laptop.ask('GET', `/manual-tasks/${taskId}`)).output).toEqual({ decision: 'yes' });
  });

  it('answers its completion from its judge, also when it could not be shown yet', async () => {
    const { sessionId, taskId } = await waiting();
    const projections = { ...deps.projections, putTask: () => Promise.reject(new Error('throttled')) };
    const failing = commandApiHandler({ ...deps, projections, reportFailure: () => undefined });
    const complete = () =>
      failing(
        anApiRequest({
          method: 'POST',
          path: `/manual-tasks/${taskId}/complete`,
          body: { output: { decision: 'yes' } },
          claims: aToken({ tenant: 'demo' }),
        }),
        {},
      );
    const first = await complete();
    expect(JSON.parse(first.body)).toMatchObject({ status: 'COMPLETED', output: { decision: 'yes' } });
    expect((await laptop.ask('GET', `/manual-tasks/${taskId}`)).status).toBe('OPEN');
    expect((await complete()).statusCode).toBe(409);
    await laptop.ended(sessionId);
    await sweepSession(
      { tenantId: 'demo', sessionId },
      { ...deps, clock: { ...deps.clock, now: () => Date.now() + 90_000 } },
    );
    expect(await laptop.ask('GET', `/manual-tasks/${taskId}`)).toMatchObject({ status: 'COMPLETED' });
    expect((await deps.control.read({ tenantId: 'demo', sessionId }))?.entries).toEqual([]);
  });
});

describe('who has a task', () => {
  it('has it alone: others are told who', async () => {
    const { taskId } = await waiting();
    const [bob, ann] = [await worker('bob'), await worker('ann')];
    const at = `/manual-tasks/${taskId}`;
    expect((await bob('POST', `${at}/claim`)).status).toBe(200);
    expect((await bob('POST', `${at}/claim`)).body.assignee).toBe('bob');
    for (const [path, body] of [['claim'], ['release'], ['complete', { output: { decision: 'no' } }]] as const) {
      const answer = await ann('POST', `${at}/${path}`, body);
      expect(answer.body).toMatchObject({
        status: 409,
        code: 'CONFLICT',
        assignee: 'bob',
        detail: expect.stringContaining('is claimed by bob'),
      });
    }
    expect((await bob('POST', `${at}/release`)).body.assignee).toBeNull();
    expect((await bob('POST', `${at}/release`)).body.assignee).toBeNull();
    expect((await ann('POST', `${at}/claim`)).body.assignee).toBe('ann');
    expect((await laptop.call('POST', `${at}/claim`)).status).toBe(409);
    expect((await laptop.ask('POST', `${at}/release`)).assignee).toBeNull();
    expect((await bob('POST', `${at}/claim`)).body.assignee).toBe('bob');
    expect(await laptop.ask('POST', `${at}/complete`, { output: { decision: 'yes' } })).toMatchObject({
      assignee: 'bob',
      completedBy: { userId: 'ada' },
    });
  });

  it("may be named by the agent; released, it is anybody's", async () => {
    const { taskId } = await waiting({ assignee: 'bob' });
    const [bob, ann] = [await worker('bob'), await worker('ann')];
    const at = `/manual-tasks/${taskId}`;
    expect((await ann('GET', at)).body.assignee).toBe('bob');
    expect((await ann('POST', `${at}/claim`)).body.detail).toContain('is meant for bob');
    expect((await bob('POST', `${at}/release`)).body.assignee).toBeNull();
    expect((await ann('POST', `${at}/complete`, { output: { decision: 'no' } })).status).toBe(200);
  });

  it('is one, of many who claim it at once', async () => {
    const { taskId } = await waiting();
    const people = await Promise.all(Array.from({ length: 20 }, (_, number) => worker(`worker${number}`)));
    const answers = await Promise.all(people.map((claim) => claim('POST', `/manual-tasks/${taskId}/claim`)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect((await laptop.ask('GET', `/manual-tasks/${taskId}`)).assignee).toBe(winners[0]?.body.assignee);
  });

  it('filters the list: me, none, or a user', async () => {
    const [mine, bobs, nobodys] = [await waiting(), await waiting({ assignee: 'bob' }), await waiting()];
    await laptop.ask('POST', `/manual-tasks/${mine.taskId}/claim`);
    const all = [mine, bobs, nobodys].map(({ taskId }) => taskId);
    const listed = async (assignee: string) =>
      ids(await laptop.call('GET', `/manual-tasks?limit=100&assignee=${assignee}`)).filter((id: string) =>
        all.includes(id),
      );
    expect(await listed('me')).toEqual([mine.taskId]);
    expect(await listed('ada')).toEqual([mine.taskId]);
    expect(await listed('bob')).toEqual([bobs.taskId]);
    expect(await listed('none')).toEqual([nobodys.taskId]);
    expect(ids(await (await worker('bob'))('GET', '/manual-tasks?assignee=me'))).toEqual([bobs.taskId]);
  });
});

describe('the list of tasks', () => {
  it('is read page by page, oldest first', async () => {
    const tasks = [];
    for (let count = 0; count < 5; count += 1) tasks.push((await waiting({}, { project: 'paged' })).taskId);
    const reader = await worker('pat', { projects: ['paged'] });
    const pages: string[][] = [];
    let cursor = '';
    do {
      const page = await reader('GET', `/manual-tasks?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      pages.push(ids(page));
      cursor = page.body.nextCursor ?? '';
    } while (cursor !== '');
    expect(pages).toEqual([tasks.slice(0, 2), tasks.slice(2, 4), tasks.slice(4)]);
    const { nextCursor } = (await reader('GET', '/manual-tasks?limit=2')).body;
    for (const query of [`status=COMPLETED&cursor=${nextCursor}`, `assignee=me&cursor=${nextCursor}`, 'cursor=x']) {
      expect((await reader('GET', `/manual-tasks?${query}`)).body).toMatchObject({
        status: 400,
        errors: [{ path: 'cursor' }],
      });
    }
    for (const query of ['status=DONE', 'assignee=', 'limit=101', 'project=paged']) {
      expect((await reader('GET', `/manual-tasks?${query}`)).status).toBe(400);
    }
  });
});

describe('access to a task', () => {
  it('goes by its project', async () => {
    const { taskId } = await waiting({}, { project: 'core' });
    const [outside, inside] = [await worker('out', { projects: ['edge'] }), await worker('in', { projects: ['core'] })];
    const at = `/manual-tasks/${taskId}`;
    const nothing = [
      await outside('GET', at),
      await outside('POST', `${at}/claim`),
      await outside('POST', `${at}/release`),
      await outside('POST', `${at}/complete`, { output: { decision: 'yes' } }),
    ];
    expect(nothing.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(ids(await outside('GET', '/manual-tasks'))).toEqual([]);
    expect(ids(await (await worker('none', { projects: [] }))('GET', '/manual-tasks'))).toEqual([]);
    expect(ids(await inside('GET', '/manual-tasks'))).toEqual([taskId]);
    expect((await inside('POST', `${at}/complete`, { output: { decision: 'yes' } })).status).toBe(200);
  });

  it('shows a task-worker the task and its input, not the session', async () => {
    const { sessionId, taskId } = await waiting({}, { project: 'core' });
    const inside = await worker('in', { projects: ['core'] });
    expect((await inside('GET', `/manual-tasks/${taskId}`)).body).toMatchObject({
      input: { device: 'r1' },
      origin: { kind: 'session', id: sessionId, visible: false },
    });
    expect((await inside('GET', `/sessions/${sessionId}`)).body).toMatchObject({
      status: 403,
      permission: 'sessions:read',
    });
  });

  it('needs permissions, and a viewer of the session sees no link to follow', async () => {
    const { sessionId, taskId } = await waiting();
    const viewer = await as({ user: 'vera', roles: ['viewer'] });
    const at = `/manual-tasks/${taskId}`;
    const missing = [
      await viewer('GET', '/manual-tasks'),
      await viewer('GET', at),
      await viewer('POST', `${at}/claim`),
      await viewer('POST', `${at}/release`),
      await viewer('POST', `${at}/complete`, { output: {} }),
    ];
    expect(missing.map(({ status, body }) => `${status} ${body.permission}`)).toEqual([
      '403 manual-tasks:read',
      '403 manual-tasks:read',
      '403 manual-tasks:complete',
      '403 manual-tasks:complete',
      '403 manual-tasks:complete',
    ]);
    const { items } = (await viewer('GET', `/sessions/${sessionId}/activity`)).body;
    expect(callsOf(items)[0].link).toEqual({ kind: 'manual_task', id: taskId, visible: false });
  });
});

describe('the session of a task', () => {
  it('that is paused keeps the output until it is resumed', async () => {
    const { sessionId, taskId } = await waiting();
    await laptop.ask('POST', `/sessions/${sessionId}/pause`);
    expect((await laptop.ask('GET', `/manual-tasks/${taskId}`)).status).toBe('OPEN');
    await laptop.ask('POST', `/manual-tasks/${taskId}/complete`, { output: { decision: 'no' } });
    expect(await laptop.ask('GET', `/sessions/${sessionId}`)).toMatchObject({ status: 'PAUSED', waitingOn: 0 });
    await laptop.ask('POST', `/sessions/${sessionId}/resume`);
    expect((await laptop.ended(sessionId)).session.finalResponse).toBe('Decided: no.');
  });

  it('that is canceled closes it', async () => {
    const { sessionId, taskId } = await waiting();
    await laptop.ask('POST', `/sessions/${sessionId}/cancel`);
    const at = `/manual-tasks/${taskId}`;
    expect(await laptop.ask('GET', at)).toMatchObject({
      status: 'CANCELED',
      output: null,
      completedAt: null,
      completedBy: null,
    });
    for (const [path, body] of [['claim'], ['release'], ['complete', { output: { decision: 'yes' } }]] as const) {
      const answer = await laptop.call('POST', `${at}/${path}`, body);
      expect(answer.body).toMatchObject({
        status: 409,
        code: 'CONFLICT',
        detail: expect.stringContaining('is closed'),
      });
    }
    expect(ids(await laptop.call('GET', '/manual-tasks?status=CANCELED&limit=100'))).toContain(taskId);
    const { entries } = await laptop.ended(sessionId);
    expect(callsOf(entries)[0]).toMatchObject({ state: 'CANCELED', output: null });
  });

  it('that is deleted takes it along: every URL of the task is a 404 at once, and nothing of it is left', async () => {
    const secret = 'canary-5d1e';
    const { sessionId, taskId } = await waiting({}, { input: { note: secret + 'x'.repeat(9_000), short: secret } });
    await laptop.ask('POST', `/manual-tasks/${taskId}/claim`);
    await laptop.ask('POST', `/sessions/${sessionId}/cancel`);
    await laptop.ended(sessionId);
    expect((await laptop.call('DELETE', `/sessions/${sessionId}`)).status).toBe(204);
    expect(await urlsOf(taskId)).toEqual([404, 404, 404, 404]);
    for (const status of ['OPEN', 'COMPLETED', 'CANCELED']) {
      expect(ids(await laptop.call('GET', `/manual-tasks?status=${status}&limit=100`))).not.toContain(taskId);
    }
    const tombstone = {
      pk: keys.task('demo', taskId),
      v: expect.any(Number),
      deleted: true,
      expiresAt: expect.any(Number),
    };
    expect(await itemsIn('ManualTasks', taskId)).toEqual([{ table: 'ManualTasks', ...tombstone }]);
    expect(await itemsIn('Activity', secret)).toEqual([]);
    // A late projection of an older state does not bring it back.
    await deps.projections.putTask({ ...aTaskState(taskId, sessionId), v: 3 });
    expect(await urlsOf(taskId)).toEqual([404, 404, 404, 404]);
    await sweepSession(
      { tenantId: 'demo', sessionId },
      { ...deps, clock: { ...deps.clock, now: () => Date.now() + 21 * 60_000 } },
    );
    expect((await everyItem(deps)).filter((item) => item.includes(secret) && !item.includes('"Catalog"'))).toEqual([]);
    expect(await itemsIn('ManualTasks', taskId)).toEqual([{ table: 'ManualTasks', ...tombstone }]);
  });

  it('that is deleted before its tasks were removed hides them all the same', async () => {
    const { sessionId, taskId } = await waiting();
    await laptop.ask('POST', `/manual-tasks/${taskId}/complete`, { output: { decision: 'yes' } });
    await laptop.ended(sessionId);
    const projections = { ...deps.projections, removeTasks: () => Promise.reject(new Error('throttled')) };
    const failing = commandApiHandler({ ...deps, projections, reportFailure: () => undefined });
    const request = anApiRequest({
      method: 'DELETE',
      path: `/sessions/${sessionId}`,
      claims: aToken({ tenant: 'demo' }),
    });
    expect((await failing(request, {})).statusCode).toBe(204);
    expect(await itemsIn('ManualTasks', taskId)).toMatchObject([{ status: 'COMPLETED' }]);
    expect(await urlsOf(taskId)).toEqual([404, 404, 404, 404]);
  });

  it('that is deleted while its task is being completed leaves no output behind', async () => {
    const { sessionId, taskId } = await waiting({ form: undefined });
    const output = { canary: 'canary-77b0', long: 'z'.repeat(9_000) };
    const store: Dependencies['texts']['store'] = async (...args) => {
      if (args[1].includes('canary-77b0')) {
        await laptop.ask('POST', `/sessions/${sessionId}/cancel`);
        await laptop.ended(sessionId);
        await laptop.call('DELETE', `/sessions/${sessionId}`);
      }
      return deps.texts.store(...args);
    };
    const late = commandApiHandler({ ...deps, texts: { ...deps.texts, store } });
    const request = anApiRequest({
      method: 'POST',
      path: `/manual-tasks/${taskId}/complete`,
      body: { output },
      claims: aToken({ tenant: 'demo' }),
    });
    expect((await late(request, {})).statusCode).toBe(404);
    expect((await everyItem(deps)).filter((item) => item.includes('canary-77b0'))).toEqual([]);
  });
});

describe('an agent that asks a person', () => {
  it('can not ask for an approval of asking, nor use a form that is no schema', async () => {
    const save = async (tool: Json) =>
      (
        await laptop.call('POST', '/agents', {
          name: `Agent ${Math.random()}`,
          instructions: 'Ask.',
          model: { provider: 'scripted', modelId: 'scripted', settings: { turns: [{ text: 'done' }] } },
          tools: [ask(tool)],
        })
      ).body;
    expect(await save({ approval: true })).toMatchObject({
      status: 400,
      errors: [
        { path: 'tools.0.approval', message: "a manual task is itself a person's decision; leave approval out" },
      ],
    });
    expect(await save({ form: { type: 'thing' } })).toMatchObject({
      status: 400,
      errors: [{ path: 'tools.0.form.type' }],
    });
    expect(await save({})).toHaveProperty('agentId');
  });
});

async function urlsOf(taskId: string): Promise<number[]> {
  const at = `/manual-tasks/${taskId}`;
  const answers = [
    await laptop.call('GET', at),
    await laptop.call('POST', `${at}/claim`),
    await laptop.call('POST', `${at}/release`),
    await laptop.call('POST', `${at}/complete`, { output: { decision: 'yes' } }),
  ];
  return answers.map(({ status }) => status);
}

async function itemsIn(table: string, text: string): Promise<Json[]> {
  return (await everyItem(deps))
    .map((item) => JSON.parse(item))
    .filter((item) => item.table === table && JSON.stringify(item).includes(text));
}

function aTaskState(taskId: string, sessionId: string) {
  return {
    ...{ tenantId: 'demo', taskId, project: 'default', status: 'OPEN' as const, title: 'Late', description: '' },
    origin: { kind: 'session' as const, id: sessionId, seq: 3, name: 'Agent' },
    createdAt: 1,
    input: { text: '{}' },
  };
}
