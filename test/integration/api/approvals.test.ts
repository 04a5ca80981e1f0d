import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';

const service = await aToolService();
afterAll(service.close);
const laptop = await aLaptop({ toolHostsAllowed: [service.host] });
const INPUT = { device: 'r1', commands: ['shut', 'no shut'], note: 'Ünïcode "quoted"' };
let paths = 0;

/** A session whose call of a tool waits for an approval; `path` is where the tool would call. */
async function asking(last: Json = { text: 'Done.' }, input: Json = INPUT) {
  paths += 1;
  const path = `/change/${paths}`;
  const tool = service.tool('change_device', path, {
    approval: true,
    description: 'Changes a device.',
    body: { note: '{{ note }}', device: '{{ device }}' },
    inputSchema: { type: 'object', properties: { device: { type: 'string' }, note: { type: 'string' } } },
  });
  const sessionId = await laptop.start(await laptop.anAgentWith([asksFor(['change_device', input]), last], [tool]));
  const { waiting } = await laptop.waitFor(sessionId, ({ waitingOn }) => waitingOn === 1);
  return { sessionId, path, taskId: waiting[0].id, at: `/manual-tasks/${waiting[0].id}` };
}

const callIn = async (sessionId: string) => callsOf(await laptop.activity(sessionId))[0];
const decide = (at: string, output: Json) => laptop.call('POST', `${at}/complete`, { output });

describe('a call that a person has to approve', () => {
  it('shows the exact arguments first, and runs with exactly these when it is approved', async () => {
    const { sessionId, path, taskId, at } = await asking();
    expect(await laptop.ask('GET', at)).toMatchObject({
      title: 'Approve: Change device',
      description: expect.stringContaining(
        'exactly the arguments shown as input. What the tool does: Changes a device.',
      ),
      input: INPUT,
      form: { properties: { approved: { type: 'boolean' } }, required: ['approved'] },
      origin: { toolName: 'change_device' },
    });
    expect(await callIn(sessionId)).toMatchObject({
      state: 'WAITING',
      input: INPUT,
      link: { kind: 'manual_task', id: taskId },
      approval: { taskId, approved: null, by: null },
    });
    expect(service.calls(path)).toEqual([]);
    const answer = await decide(at, { approved: true, reason: 'Looks right.' });
    expect(answer.body).toMatchObject({ status: 'COMPLETED', output: { approved: true, reason: 'Looks right.' } });
    const { session } = await laptop.ended(sessionId);
    expect(session).toMatchObject({ status: 'COMPLETED', toolCalls: 1 });
    expect(service.calls(path).map(({ body }) => JSON.parse(body))).toEqual([{ note: INPUT.note, device: 'r1' }]);
    expect(await callIn(sessionId)).toMatchObject({
      state: 'SUCCEEDED',
      input: INPUT,
      output: { status: 200 },
      approval: { taskId, approved: true, by: { userId: 'ada', name: 'ada' }, reason: 'Looks right.' },
    });
    expect(await laptop.ask('GET', at)).toMatchObject({ status: 'COMPLETED', output: { approved: true } });
    expect((await decide(at, { approved: false })).body).toMatchObject({ status: 409, completedBy: { userId: 'ada' } });
  });

  it('is a failed call with the reason for the model when it is refused, and the session goes on', async () => {
    const { sessionId, path, at } = await asking();
    expect((await decide(at, { approved: false, reason: '  Not on a Friday.  ' })).status).toBe(200);
    const { session } = await laptop.ended(sessionId);
    expect(session.status).toBe('COMPLETED');
    expect(service.calls(path)).toEqual([]);
    expect(await callIn(sessionId)).toMatchObject({
      state: 'FAILED',
      output: null,
      error: { category: 'APPROVAL_REFUSED', message: 'ada refused this call of change_device: Not on a Friday.' },
      approval: { approved: false, reason: 'Not on a Friday.' },
    });
  });

  it('takes a yes or a no, and nothing else', async () => {
    const { at } = await asking();
    const wrong: [Json, string[]][] = [
      [{}, ['output']],
      [{ approved: 'yes' }, ['output.approved']],
      [{ approved: true, arguments: { device: 'r2' } }, ['output.arguments']],
      [{ approved: false, reason: 'x'.repeat(2_001) }, ['output.reason']],
    ];
    for (const [output, where] of wrong) {
      const { status, body } = await decide(at, output);
      expect([status, body.errors.map(({ path }: Json) => path)]).toEqual([400, where]);
    }
    expect((await laptop.ask('GET', at)).status).toBe('OPEN');
  });

  it('is made after the resume when it was approved while the session was paused', async () => {
    const { sessionId, path, at } = await asking();
    await laptop.ask('POST', `/sessions/${sessionId}/pause`);
    expect((await decide(at, { approved: true })).status).toBe(200);
    expect(await laptop.ask('GET', `/sessions/${sessionId}`)).toMatchObject({ status: 'PAUSED', waitingOn: 0 });
    expect(service.calls(path)).toEqual([]);
    await laptop.ask('POST', `/sessions/${sessionId}/resume`);
    expect((await laptop.ended(sessionId)).session.status).toBe('COMPLETED');
    expect(service.calls(path)).toHaveLength(1);
  });

  it('is never made when its session is canceled, decided or not', async () => {
    const undecided = await asking();
    await laptop.ask('POST', `/sessions/${undecided.sessionId}/cancel`);
    expect((await decide(undecided.at, { approved: true })).body).toMatchObject({ status: 409, code: 'CONFLICT' });
    expect((await laptop.ask('GET', undecided.at)).status).toBe('CANCELED');
    const decided = await asking();
    await laptop.ask('POST', `/sessions/${decided.sessionId}/pause`);
    await decide(decided.at, { approved: true });
    await laptop.ask('POST', `/sessions/${decided.sessionId}/cancel`);
    for (const { sessionId, path } of [undecided, decided]) {
      await laptop.ended(sessionId);
      expect((await callIn(sessionId)).state).toBe('CANCELED');
      expect(service.calls(path)).toEqual([]);
    }
    expect((await laptop.ask('GET', decided.at)).status).toBe('COMPLETED');
  });

  it('may be a call of another agent: it is started only then, and linked', async () => {
    const called = await laptop.anAgentWith([{ text: 'All up.' }]);
    const tool = { kind: 'agent', name: 'check', agentId: called, approval: true };
    const agentId = await laptop.anAgentWith([asksFor(['check', {}]), { text: 'Checked.' }], [tool]);
    const sessionId = await laptop.start(agentId);
    const { waiting } = await laptop.waitFor(sessionId, ({ waitingOn }) => waitingOn === 1);
    const sessionsOf = async () => (await laptop.ask('GET', `/sessions?agentId=${called}`)).items;
    expect(await sessionsOf()).toEqual([]);
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/complete`, { output: { approved: true } });
    expect((await laptop.ended(sessionId)).session.status).toBe('COMPLETED');
    const [child] = await sessionsOf();
    expect(await callIn(sessionId)).toMatchObject({
      state: 'SUCCEEDED',
      link: { kind: 'session', id: child.sessionId, visible: true },
      approval: { taskId: waiting[0].id, approved: true },
    });
  });

  it('waits beside calls that need none, and the model goes on when all are settled', async () => {
    const guarded = service.tool('guarded', '/change/guarded', { approval: true, body: '{}' });
    const free = service.tool('free', '/change/free', { body: '{}' });
    const agentId = await laptop.anAgentWith(
      [asksFor(['guarded', {}], ['free', {}]), { text: 'Both.' }],
      [guarded, free],
    );
    const sessionId = await laptop.start(agentId);
    await service.arrived('/change/free');
    const { waiting } = await laptop.waitFor(sessionId, ({ waitingOn }) => waitingOn === 1);
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/complete`, { output: { approved: true } });
    const { entries } = await laptop.ended(sessionId);
    expect(callsOf(entries).map(({ toolName, state }) => `${toolName} ${state}`)).toEqual([
      'guarded SUCCEEDED',
      'free SUCCEEDED',
    ]);
    expect(service.calls('/change/guarded')).toHaveLength(1);
  });
});
