import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { anMcpServer, aRemoteTool, sendJson } from '../../builders/an-mcp-server.ts';

const server = await anMcpServer();
afterAll(server.close);
const laptop = await aLaptop({ toolHostsAllowed: [server.host] });
const far = { kind: 'mcp', name: 'far', url: server.url };

async function anAgent(tools: Json[], turns: Json[] = [{ text: 'hi' }]): Promise<Json> {
  return laptop.ask('GET', `/agents/${await laptop.anAgentWith(turns, tools)}`);
}
/** Saves the agent as it is, with other tools where they are given. */
async function save(
  { agentId, version, createdAt: _, createdBy: _b, updatedAt: _c, updatedBy: _d, ...rest }: Json,
  tools = rest.tools,
) {
  return laptop.call('PUT', `/agents/${agentId}`, { ...rest, tools }, { 'if-match': String(version) });
}
const accept = ({ agentId, version }: Json, name: string) =>
  laptop.call('POST', `/agents/${agentId}/tools/${name}/accept`, undefined, { 'if-match': String(version) });
const statesOf = (agent: Json) =>
  Object.fromEntries(agent.tools[0].discovered.tools.map(({ name, state }: Json) => [name, state]));
/** What the server answers to a POST of an agent with this tool. */
const refusal = async (overrides: Json = {}, more: Json[] = []) => {
  const {
    agentId: _,
    version: _v,
    createdAt: _c,
    createdBy: _b,
    updatedAt: _u,
    updatedBy: _w,
    ...definition
  } = await anAgent([]);
  const tools = [{ ...far, ...overrides }, ...more];
  return laptop.call('POST', '/agents', { ...definition, name: `Refused ${Math.random()}`, tools });
};

describe('saving an agent', () => {
  it('accepts what a server offers the first time, and says so', async () => {
    server.tools = [aRemoteTool('look'), aRemoteTool('change.it')];
    const { tools } = await anAgent([far]);
    expect(tools[0].discovered).toEqual({
      at: expect.stringMatching(/^\d{4}-/),
      tools: [
        expect.objectContaining({ name: 'look', calledAs: 'far__look', state: 'accepted', description: 'Does look.' }),
        expect.objectContaining({ name: 'change.it', calledAs: 'far__change_it', state: 'accepted' }),
      ],
    });
  });

  it('believes nothing that a request says of it', async () => {
    server.tools = [aRemoteTool('look')];
    const agent = await anAgent([far]);
    const forged = structuredClone(agent.tools);
    Object.assign(forged[0].discovered.tools[0], { description: 'forged', hash: 'forged' });
    forged[0].discovered.tools.push({ ...forged[0].discovered.tools[0], name: 'other', calledAs: 'far__other' });
    const { status, body } = await save(agent, forged);
    expect(status).toBe(200);
    expect(body.tools[0].discovered.tools).toEqual(agent.tools[0].discovered.tools);
  });

  it.each([
    ['is down', { url: 'http://127.0.0.1:1/mcp' }, 'url', /loopback/],
    ['is an address inside', { url: 'http://169.254.169.254/mcp' }, 'url', /private or reserved/],
    ['has templates in its url', { url: 'https://x.example/{{ a }}' }, 'url', /no templates/],
    ['has templates in its headers', { headers: { 'x-a': '{{ a }}' } }, 'headers.x-a', /has no value here/],
    ['sets a header of the protocol', { headers: { 'Mcp-Session-Id': 'a' } }, 'headers.Mcp-Session-Id', /protocol/],
    ['needs a secret that is not there', { headers: { 'x-a': '{{ secret:NO }}' } }, 'url', /No secret NO/],
    ['has an input schema', { inputSchema: { type: 'object' } }, 'inputSchema', /Leave the inputSchema out/],
    ['has a name that leaves no room', { name: 'n'.repeat(41) }, 'name', /at most 40/],
    [
      'does not offer what is allowed',
      { allow: ['look', 'nothing'] },
      'allow',
      /does not offer nothing\. It offers: look/,
    ],
  ])('is refused when the server %s', async (_, overrides, field, message) => {
    server.tools = [aRemoteTool('look')];
    const { status, body } = await refusal(overrides);
    expect([status, body.errors]).toEqual([
      400,
      [{ path: `tools.0.${field}`, message: expect.stringMatching(message) }],
    ]);
  });

  it('is refused when the server refuses, offers nothing, or too much', async () => {
    server.instead = { 'tools/list': (r) => r.writeHead(403).end() };
    expect((await refusal()).body.errors).toEqual([
      { path: 'tools.0.url', message: expect.stringContaining('answered 403 Forbidden') },
    ]);
    server.instead = {};
    server.tools = [];
    expect((await refusal()).body.errors[0]).toMatchObject({ message: expect.stringContaining('offers no tools') });
    server.tools = Array.from({ length: 1_000 }, (_, at) => aRemoteTool(`tool${at}`));
    expect((await refusal()).body.errors[0]).toMatchObject({
      path: 'tools.0.allow',
      message: expect.stringContaining('offers 1000 tools; at most 200'),
    });
    const { tools } = await anAgent([{ ...far, allow: ['tool3', 'tool999'] }]);
    expect(statesOf({ tools })).toEqual({ tool3: 'accepted', tool999: 'accepted' });
    server.tools = Array.from({ length: 190 }, (_, at) => aRemoteTool(`t${at}`, { description: 'x'.repeat(1_200) }));
    expect((await refusal()).body.errors[0]).toMatchObject({
      path: 'tools',
      message: expect.stringMatching(/at most 184320/),
    });
  });

  it('leaves out a tool that would be called as another is', async () => {
    server.tools = [aRemoteTool('a.b'), aRemoteTool('a_b'), aRemoteTool('own'), aRemoteTool('x'.repeat(100))];
    const own = { kind: 'manual_task', name: 'far__own' };
    const agent = await anAgent([far, own]);
    expect(agent.tools[0].discovered.tools).toMatchObject([
      { name: 'a.b', state: 'accepted' },
      { name: 'a_b', state: 'refused', reason: expect.stringContaining('It would be called far__a_b') },
      { name: 'own', state: 'refused' },
      { calledAs: expect.stringMatching(/^far__x{50}_[0-9a-f]{8}$/), state: 'accepted' },
    ]);
  });
});

describe('a server that changes', () => {
  it('has its changed tool stopped in running sessions and not offered to new ones, until somebody accepts it', async () => {
    server.tools = [aRemoteTool('look')];
    const turns = [asksFor(['ask', {}]), asksFor(['far__look', { text: 'a' }]), { text: 'end' }];
    const agent = await anAgent([far, { kind: 'manual_task', name: 'ask' }], turns);
    const running = await laptop.start(agent.agentId);
    const { waiting } = await laptop.waitFor(running, ({ waiting }) => waiting.length === 1);
    server.tools = [aRemoteTool('look', { description: 'Looks, and tells me.' })];
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/complete`, { output: {} });
    const { entries } = await laptop.ended(running);
    expect(callsOf(entries)[1]).toMatchObject({
      state: 'FAILED',
      error: {
        category: 'TOOL_FAILED',
        message: expect.stringContaining('Save the agent again to see what has changed'),
      },
    });

    const saved = (await save(agent)).body;
    expect(saved.tools[0].discovered.tools[0]).toMatchObject({
      ...{ state: 'changed', description: 'Does look.', offered: { description: 'Looks, and tells me.' } },
    });
    const script = { provider: 'scripted', modelId: 'scripted', settings: { turns: turns.slice(1) } };
    const direct = (await save({ ...saved, model: script })).body;
    const stopped = await laptop.ended(await laptop.start(agent.agentId));
    expect(callsOf(stopped.entries)[0].error.category).toBe('UNKNOWN_TOOL');

    const accepted = await accept(direct, 'far__look');
    expect(accepted).toMatchObject({ status: 200, body: { version: direct.version + 1 } });
    expect(accepted.body.tools[0].discovered.tools[0]).toMatchObject({
      ...{ state: 'accepted', description: 'Looks, and tells me.' },
    });
    expect(accepted.body.tools[0].discovered.tools[0].offered).toBeUndefined();
    const again = await laptop.ended(await laptop.start(agent.agentId));
    expect(callsOf(again.entries)[0].state).toBe('SUCCEEDED');
    const { items } = await laptop.ask('GET', `/audit?object=${agent.agentId}&action=acceptTool`);
    expect(items).toMatchObject([{ actor: { userId: 'ada' }, object: { kind: 'agent', id: agent.agentId } }]);
  });

  it('has new tools wait too, unless they are allowed by name, and forgets none that it takes away', async () => {
    server.tools = [aRemoteTool('one'), aRemoteTool('two')];
    const agent = await anAgent([far]);
    server.tools = [aRemoteTool('two', { description: 'Other.' }), aRemoteTool('three'), aRemoteTool('four')];
    const saved = (await save(agent)).body;
    expect(statesOf(saved)).toEqual({ one: 'removed', two: 'changed', three: 'new', four: 'new' });
    const allow = ['one', 'two', 'three'];
    const chosen = (await save(saved, [{ ...far, allow }])).body;
    expect(statesOf(chosen)).toEqual({ one: 'removed', two: 'changed', three: 'accepted' });
    server.tools = [aRemoteTool('one'), aRemoteTool('two'), aRemoteTool('three')];
    expect(statesOf((await save(chosen)).body)).toEqual({ one: 'accepted', two: 'accepted', three: 'accepted' });
  });

  it('is accepted as a whole by the name of the server', async () => {
    server.tools = [aRemoteTool('one')];
    const agent = await anAgent([far]);
    server.tools = [aRemoteTool('one', { description: 'Other.' }), aRemoteTool('two')];
    const saved = (await save(agent)).body;
    const { body } = await accept(saved, 'far');
    expect(statesOf(body)).toEqual({ one: 'accepted', two: 'accepted' });
    expect((await accept(body, 'far')).body).toMatchObject({
      code: 'CONFLICT',
      detail: expect.stringContaining('Nothing of far'),
    });
    expect((await accept(saved, 'far')).body.code).toBe('CONFLICT');
    expect((await accept(body, 'nothing')).status).toBe(404);
  });

  it('under another address is another server', async () => {
    server.tools = [aRemoteTool('one')];
    const agent = await anAgent([far]);
    server.tools = [aRemoteTool('one', { description: 'Other.' })];
    const saved = (await save(agent, [{ ...far, url: `${server.url}?v=2` }])).body;
    expect(statesOf(saved)).toEqual({ one: 'accepted' });
  });

  it('leaves the agent as it was when it can not be asked at the next save', async () => {
    server.tools = [aRemoteTool('one')];
    const agent = await anAgent([far]);
    server.instead = { 'tools/list': (r, { id }) => sendJson(r, { jsonrpc: '2.0', id, result: {} }) };
    const { status, body } = await save({ ...agent, description: 'changed' });
    server.instead = {};
    expect([status, body.errors[0].path]).toEqual([400, 'tools.0.url']);
    expect(await laptop.ask('GET', `/agents/${agent.agentId}`)).toEqual(agent);
  });
});

describe('a waived approval of a destructive server', () => {
  const WAIVER = 'It only writes to the test network.';
  const waived = { ...far, destructive: true, approvalWaiver: WAIVER };
  const withoutWaiver = { ...far, destructive: true };
  const asBuilder = async () => ({
    authorization: `Bearer ${await laptop.token({ user: 'bob', roles: ['builder'] })}`,
  });
  const acceptAs = async ({ agentId, version }: Json, name: string, headers: Record<string, string> = {}) =>
    laptop.call('POST', `/agents/${agentId}/tools/${name}/accept`, undefined, {
      'if-match': String(version),
      ...headers,
    });
  const saveAs = async (
    { agentId, version, createdAt: _, createdBy: _b, updatedAt: _c, updatedBy: _d, approvalWaivers: _w, ...rest }: Json,
    tools: Json[],
    headers: Record<string, string> = {},
  ) => laptop.call('PUT', `/agents/${agentId}`, { ...rest, tools }, { 'if-match': String(version), ...headers });

  /** An admin's agent, whose server then describes `look` otherwise and offers `more`; saved again by a builder, as it was written. */
  async function aChangedServer(): Promise<Json> {
    server.tools = [aRemoteTool('look')];
    const agent = await anAgent([waived]);
    expect(agent.approvalWaivers).toMatchObject([{ tool: 'far', by: { userId: 'ada' } }]);
    server.tools = [aRemoteTool('look', { description: 'Looks, and erases.' }), aRemoteTool('more')];
    const saved = await saveAs(agent, [waived], await asBuilder());
    expect([saved.status, statesOf(saved.body)]).toEqual([200, { look: 'changed', more: 'new' }]);
    expect(saved.body.approvalWaivers).toEqual(agent.approvalWaivers);
    return saved.body;
  }

  it.each(['far__look', 'far__more', 'far'])('is not widened by a builder who accepts %s', async (name) => {
    const changed = await aChangedServer();
    const { status, body } = await acceptAs(changed, name, await asBuilder());
    expect([status, body.code, body.permission]).toEqual([403, 'FORBIDDEN', 'agents:write']);
    expect(body.detail).toContain('only an admin may accept what its server changed');
    expect(await laptop.ask('GET', `/agents/${changed.agentId}`)).toEqual(changed);
    const accepted = await acceptAs(changed, name);
    expect(accepted.status).toBe(200);
    expect(accepted.body.approvalWaivers).toEqual(changed.approvalWaivers);
  });

  it.each([
    ['by accepting it of a server that they add', { name: 'near' }],
    ['at another address', { url: `${server.url}?v=2` }],
    ['with other headers', { headers: { 'x-scope': 'all' } }],
    ['with more of its tools', { allow: ['look', 'more'] }],
  ])('is not kept by a builder who saves it %s', async (_, overrides) => {
    const changed = await aChangedServer();
    const { status, body } = await saveAs(changed, [{ ...waived, ...overrides }], await asBuilder());
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
    expect(await laptop.ask('GET', `/agents/${changed.agentId}`)).toEqual(changed);
  });

  it('does not come back for a builder once they left it out to accept the change', async () => {
    const changed = await aChangedServer();
    const headers = await asBuilder();
    const asking = (await saveAs(changed, [withoutWaiver], headers)).body;
    const accepted = await acceptAs(asking, 'far', headers);
    expect([accepted.status, statesOf(accepted.body)]).toEqual([200, { look: 'accepted', more: 'accepted' }]);
    expect(accepted.body).not.toHaveProperty('approvalWaivers');
    expect((await saveAs(accepted.body, [waived], headers)).status).toBe(403);
  });

  it('says nothing about a destructive server that still asks: a builder accepts what changed there', async () => {
    server.tools = [aRemoteTool('look')];
    const agent = await anAgent([withoutWaiver]);
    server.tools = [aRemoteTool('look', { description: 'Other.' })];
    const saved = (await saveAs(agent, agent.tools, await asBuilder())).body;
    expect((await acceptAs(saved, 'far__look', await asBuilder())).status).toBe(200);
  });
});
