import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';

const service = await aToolService();
const other = await aToolService();
afterAll(service.close);
afterAll(other.close);
const laptop = await aLaptop({ toolHostsAllowed: [service.host, other.host] });
const REASON = 'Only resets counters of the test network.';
const HOUR = /^2\d{3}-\d\d-\d\dT/;
let names = 0;

const erase = (overrides: Record<string, unknown> = {}) =>
  service.tool('erase', '/erase', { destructive: true, body: '{}', ...overrides });

function definition(tools: Json[], turns: Json[] = [asksFor(['erase', {}]), { text: 'done' }]) {
  names += 1;
  const model = { provider: 'scripted', modelId: 'scripted', settings: { turns } };
  return anAgentDefinition({ name: `Eraser ${names}`, model, tools });
}

async function as(roles: string[], user = 'bob') {
  const authorization = `Bearer ${await laptop.token({ user, roles })}`;
  return {
    create: (body: Json) => laptop.call('POST', '/agents', body, { authorization }),
    replace: (agent: Json, body: Json) =>
      laptop.call('PUT', `/agents/${agent.agentId}`, body, { authorization, 'if-match': String(agent.version) }),
  };
}

const admin = await as(['admin'], 'ada');
const builder = await as(['builder']);
const auditOf = async (agentId: string) => (await laptop.ask('GET', `/audit?object=${agentId}`)).items;

describe('a destructive tool', () => {
  it('asks a person before each call, and says why', async () => {
    const { body: agent } = await builder.create(definition([erase({ url: service.tool('x', '/asked').url })]));
    const sessionId = await laptop.start(agent.agentId);
    const { waiting } = await laptop.waitFor(sessionId, ({ waitingOn }) => waitingOn === 1);
    const task = await laptop.taskOf(waiting[0].id);
    expect(task.description).toContain('The tool is labelled destructive.');
    expect(service.calls('/asked')).toEqual([]);
    await laptop.ask('POST', `/manual-tasks/${task.taskId}/complete`, { output: { approved: true } });
    await laptop.ended(sessionId);
    expect(service.calls('/asked')).toHaveLength(1);
  });

  it('asks nobody once an admin has said why, which the agent and the audit trail tell', async () => {
    const url = service.tool('x', '/waived').url;
    const { status, body: agent } = await admin.create(definition([erase({ url, approvalWaiver: REASON })]));
    expect(status).toBe(201);
    const waiver = { tool: 'erase', reason: REASON, by: { userId: 'ada', name: 'ada' }, at: agent.createdAt };
    expect(agent.approvalWaivers).toEqual([waiver]);
    expect(waiver.at).toMatch(HOUR);
    expect((await laptop.ask('GET', `/agents/${agent.agentId}`)).approvalWaivers).toEqual([waiver]);
    expect(await auditOf(agent.agentId)).toMatchObject([
      { action: 'createAgent', actor: { userId: 'ada' }, reason: `Approval of erase waived: ${REASON}` },
    ]);
    const { session } = await laptop.ended(await laptop.start(agent.agentId));
    expect(session.status).toBe('COMPLETED');
    expect(service.calls('/waived')).toHaveLength(1);
  });

  it.each([
    ['on a manual task', { kind: 'manual_task', name: 'ask', destructive: true }, 'tools.0.destructive'],
    ['waived without the label', service.tool('look', '/x', { approvalWaiver: REASON }), 'tools.0.approvalWaiver'],
    ['waived and asked for', erase({ approval: true, approvalWaiver: REASON }), 'tools.0.approvalWaiver'],
    ['waived with few words', erase({ approvalWaiver: '  because   ' }), 'tools.0.approvalWaiver'],
    ['waived with many words', erase({ approvalWaiver: 'x'.repeat(501) }), 'tools.0.approvalWaiver'],
  ])('is refused when it is %s', async (_how, tool, path) => {
    const { status, body } = await admin.create(definition([tool]));
    expect([status, body.errors[0].path]).toEqual([400, path]);
  });
});

describe('a waiver', () => {
  it.each(['builder'])('is not given by a %s', async () => {
    const { status, body } = await builder.create(definition([erase({ approvalWaiver: REASON })]));
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
    expect(body.detail).toContain('tools.0.approvalWaiver: only an admin may waive');
    const { body: agent } = await builder.create(definition([erase()]));
    expect((await builder.replace(agent, definition([erase({ approvalWaiver: REASON })]))).status).toBe(403);
  });

  it('stays with who gave it when a builder saves the agent with the tool as it was', async () => {
    const { body: agent } = await admin.create(definition([erase({ approvalWaiver: REASON })]));
    const { status, body: after } = await builder.replace(
      agent,
      definition([service.tool('look', '/look'), erase({ approvalWaiver: REASON })]),
    );
    expect([status, after.updatedBy.userId]).toEqual([200, 'bob']);
    expect(after.approvalWaivers).toEqual(agent.approvalWaivers);
    const [last] = await auditOf(agent.agentId);
    expect([last.action, last.reason]).toEqual(['replaceAgent', undefined]);
  });

  it.each([
    ['another reason', { approvalWaiver: `${REASON} And more.` }],
    ['another address', { url: service.tool('x', '/all').url }],
    ['another method', { method: 'DELETE', body: undefined }],
    ['another body', { body: '{"all":true}' }],
    ['other headers', { headers: { 'x-scope': 'all' } }],
    ['other arguments', { inputSchema: { type: 'object' } }],
    ['another name', { name: 'erase_all' }],
    ['another kind', { kind: 'lambda', functionName: 'erase', url: undefined, method: undefined, body: undefined }],
  ])('does not pass to a tool with %s', async (_what, changes) => {
    const { body: agent } = await admin.create(definition([erase({ approvalWaiver: REASON })]));
    const changed = definition([erase({ approvalWaiver: REASON, ...changes })]);
    // What can't be run in this version is refused before.
    expect([400, 403]).toContain((await builder.replace(agent, changed)).status);
    expect((await laptop.ask('GET', `/agents/${agent.agentId}`)).version).toBe(1);
  });

  it('is an admin’s anew for a changed tool, and ends with a builder who leaves it out', async () => {
    const { body: agent } = await admin.create(definition([erase({ approvalWaiver: REASON })]));
    const eve = await as(['admin'], 'eve');
    const changed = erase({ approvalWaiver: REASON, url: service.tool('x', '/more').url });
    const { body: second } = await eve.replace(agent, definition([changed]));
    expect(second.approvalWaivers).toMatchObject([{ by: { userId: 'eve' }, at: second.updatedAt }]);
    const { body: third } = await builder.replace(second, definition([{ ...changed, approvalWaiver: undefined }]));
    expect(third).not.toHaveProperty('approvalWaivers');
    expect((await auditOf(agent.agentId)).map(({ reason }: Json) => reason)).toEqual([
      'The waiver of erase ended.',
      `Approval of erase waived: ${REASON}`,
      `Approval of erase waived: ${REASON}`,
    ]);
    expect((await builder.replace(third, definition([changed]))).status).toBe(403);
  });
});

describe('the label of a destructive tool', () => {
  const { destructive: _label, ...plain } = erase();
  const url = plain.url as string;

  it.each([
    ['leaves it out', [plain], 'the tool erase is destructive'],
    ['says that it is not', [{ ...plain, destructive: false }], 'the tool erase is destructive'],
    ['asks for approval instead', [{ ...plain, approval: true }], 'the tool erase is destructive'],
    ['changes the tool with it', [{ ...plain, url: `${url}/all`, body: '{"all":true}' }], 'the tool erase is'],
    ['makes it another kind', [{ kind: 'manual_task', name: 'erase' }], 'the tool erase is destructive'],
    ['renames the tool', [{ ...plain, name: 'clear' }], 'clear calls what the destructive tool erase calls'],
    ['adds the same beside it', [erase(), { ...plain, name: 'clear', body: '{"all":true}' }], 'clear calls what'],
    [
      'writes its address otherwise',
      [{ ...plain, name: 'clear', url: `${url.replace('http:', 'HTTP:')}#x` }],
      'clear calls what',
    ],
  ])('stays when a builder %s', async (_what, tools: Json[], reason) => {
    const { body: agent } = await admin.create(definition([erase()]));
    const { status, body } = await builder.replace(agent, definition(tools));
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
    expect(body.detail).toContain(`.destructive: ${reason}`);
    expect(body.detail).toContain('Set destructive to true, delete the tool, or ask an admin to save it.');
    const now = await laptop.ask('GET', `/agents/${agent.agentId}`);
    expect([now.version, now.tools[0].destructive]).toEqual([1, true]);
  });

  it.each([
    ['changes the tool', [erase({ url: `${url}/all`, body: '{"all":true}' })]],
    ['renames the tool', [erase({ name: 'clear' })]],
    ['deletes the tool', [service.tool('look', '/look')]],
    ['calls the address otherwise', [erase(), { ...plain, name: 'look', method: 'GET', body: undefined }]],
  ])('lets a builder who keeps it be: one %s', async (_what, tools: Json[]) => {
    const { body: agent } = await admin.create(definition([erase()]));
    const { status } = await builder.replace(agent, definition(tools));
    expect(status).toBe(200);
    expect((await auditOf(agent.agentId))[0].reason).toBeUndefined();
  });

  it('is added by a builder, beside a tool without it that calls the same since before', async () => {
    const { body: agent } = await builder.create(definition([plain, { ...plain, name: 'reset' }]));
    const { status, body: second } = await builder.replace(agent, definition([erase(), { ...plain, name: 'reset' }]));
    expect(status).toBe(200);
    const told = { ...plain, name: 'reset', description: 'Resets a counter.' };
    expect((await builder.replace(second, definition([erase(), told]))).status).toBe(200);
  });

  it('is an admin’s to take away, which the audit trail tells', async () => {
    const { body: agent } = await builder.create(definition([erase({ name: 'first' }), erase()]));
    const { status } = await admin.replace(
      agent,
      definition([
        { ...plain, name: 'first' },
        { ...plain, name: 'clear' },
      ]),
    );
    expect(status).toBe(200);
    expect((await auditOf(agent.agentId))[0].reason).toBe(
      'The tool first is no longer destructive.\nThe tool first is no longer destructive when it is called as clear.',
    );
  });
});

describe('what a session may do', () => {
  it('is fixed at its start: a changed agent gives it no tools, hosts or waivers, and takes none', async () => {
    const turns = [
      asksFor(['ask', {}]),
      asksFor(['look', { v: 1 }], ['erase', {}], ['added', {}], ['gone', {}]),
      { text: 'done' },
    ];
    const ask = { kind: 'manual_task', name: 'ask' };
    const before = [
      ask,
      service.tool('look', '/pinned/look'),
      erase({ url: service.tool('x', '/pinned/erase').url }),
      service.tool('gone', '/pinned/gone'),
    ];
    const { body: agent } = await admin.create(definition(before, turns));
    const sessionId = await laptop.start(agent.agentId);
    const { waiting } = await laptop.waitFor(sessionId, ({ waitingOn }) => waitingOn === 1);
    const after = [
      ask,
      other.tool('look', '/edited/look', { approval: true }),
      erase({ url: other.tool('x', '/edited/erase').url, approvalWaiver: REASON }),
      other.tool('added', '/edited/added'),
    ];
    expect((await admin.replace(agent, definition(after, [{ text: 'edited' }]))).status).toBe(200);
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/complete`, { output: {} });
    const second = await laptop.waitFor(
      sessionId,
      ({ waiting: [now] }) => now !== undefined && now.id !== waiting[0].id,
    );
    await laptop.ask('POST', `/manual-tasks/${second.waiting[0].id}/complete`, { output: { approved: true } });
    const { entries } = await laptop.ended(sessionId);
    expect(callsOf(entries).map(({ toolName, state, error }) => [toolName, state, error?.category])).toEqual([
      ['ask', 'SUCCEEDED', undefined],
      ['look', 'SUCCEEDED', undefined],
      ['erase', 'SUCCEEDED', undefined],
      ['added', 'FAILED', 'UNKNOWN_TOOL'],
      ['gone', 'SUCCEEDED', undefined],
    ]);
    expect(['/pinned/look', '/pinned/erase', '/pinned/gone'].map((path) => service.calls(path).length)).toEqual([
      1, 1, 1,
    ]);
    expect(['/edited/look', '/edited/erase', '/edited/added'].flatMap(other.calls)).toEqual([]);
  });
});
