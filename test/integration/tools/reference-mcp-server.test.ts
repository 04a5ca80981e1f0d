import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json, traceOf } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { theReferenceMcpServer } from '../../builders/the-reference-mcp-server.ts';

const server = await theReferenceMcpServer();
afterAll(server.close);
const laptop = await aLaptop({ toolHostsAllowed: [server.host] });
const everything = { kind: 'mcp', name: 'ref', url: server.url };

describe('an agent with the reference MCP server', () => {
  it('knows its tools from the moment it is saved', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'hi' }], [everything]);
    const { tools } = await laptop.ask('GET', `/agents/${agentId}`);
    const found = tools[0].discovered.tools;
    expect(found.map(({ calledAs, state }: Json) => `${calledAs} ${state}`)).toEqual(
      expect.arrayContaining(['ref__echo accepted', 'ref__get-sum accepted', 'ref__get-tiny-image accepted']),
    );
    expect(found.find(({ name }: Json) => name === 'get-sum')).toMatchObject({
      inputSchema: { type: 'object', required: ['a', 'b'] },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('calls them over several turns, with what they said before', async () => {
    const { session, entries } = await laptop.play(
      [
        asksFor(['ref__get-sum', { a: 19, b: 23 }]),
        asksFor(
          ['ref__echo', { message: 'It is: {{ calls.ref__get-sum.output.content.0.text }}' }],
          ['ref__get-structured-content', { location: 'Chicago' }],
        ),
        asksFor(
          ['ref__get-tiny-image'],
          ['ref__get-resource-links', { count: 1 }],
          ['ref__get-annotated-message', { messageType: 'error' }],
        ),
        { text: 'Done: {{ calls.ref__echo.output.content.0.text }}' },
      ],
      [everything],
    );
    expect(session.status).toBe('COMPLETED');
    expect(traceOf(callsOf(entries))).toEqual([
      'TOOL_CALL 1 ref__get-sum SUCCEEDED',
      'TOOL_CALL 2 ref__echo SUCCEEDED',
      'TOOL_CALL 2 ref__get-structured-content SUCCEEDED',
      'TOOL_CALL 3 ref__get-tiny-image SUCCEEDED',
      'TOOL_CALL 3 ref__get-resource-links SUCCEEDED',
      'TOOL_CALL 3 ref__get-annotated-message SUCCEEDED',
    ]);
    const [sum, , structured, image, links] = callsOf(entries);
    expect(sum).toMatchObject({ toolKind: 'mcp', output: { content: [{ type: 'text' }] } });
    expect(session.finalResponse).toContain('42');
    expect(structured.output.structuredContent).toMatchObject({ conditions: expect.any(String) });
    // Too long to be shown whole in a list: a preview of its text.
    expect(image.output).toContain('{"type":"image","data":"');
    expect(JSON.stringify(links.output)).toContain('"type":"resource_link"');
  });

  it('is told when the arguments do not fit, and the server is not asked', async () => {
    const { entries } = await laptop.play(
      [asksFor(['ref__get-sum', { a: 'nineteen' }]), { text: 'sorry' }],
      [everything],
    );
    expect(callsOf(entries)[0]).toMatchObject({ state: 'FAILED', error: { category: 'INVALID_INPUT' } });
  });

  it('asks a person first where the server needs approval, by the name of the tool', async () => {
    const agentId = await laptop.anAgentWith(
      [asksFor(['ref__echo', { message: 'carefully' }]), { text: '{{ calls.ref__echo.output.content.0.text }}' }],
      [{ ...everything, approval: true }],
    );
    const sessionId = await laptop.start(agentId);
    const { waiting } = await laptop.waitFor(sessionId, ({ waiting }) => waiting.length === 1);
    const task = await laptop.taskOf(waiting[0].id);
    expect(task).toMatchObject({ title: 'Approve: Ref echo', input: { message: 'carefully' } });
    await laptop.ask('POST', `/manual-tasks/${waiting[0].id}/complete`, { output: { approved: true } });
    const { session } = await laptop.ended(sessionId);
    expect(session.finalResponse).toContain('carefully');
  });

  it('may be given some of its tools only', async () => {
    const allow = ['echo', 'get-sum'];
    const agentId = await laptop.anAgentWith([asksFor(['ref__get-env']), { text: 'no' }], [{ ...everything, allow }]);
    const { tools } = await laptop.ask('GET', `/agents/${agentId}`);
    expect(tools[0].discovered.tools.map(({ name }: Json) => name)).toEqual(allow);
    const { entries } = await laptop.ended(await laptop.start(agentId));
    expect(callsOf(entries)[0].error).toMatchObject({
      category: 'UNKNOWN_TOOL',
      message: expect.stringContaining('ref__echo, ref__get-sum'),
    });
  });

  it('can be saved as it was read', async () => {
    const agentId = await laptop.anAgentWith([{ text: 'hi' }], [everything]);
    const {
      version,
      createdAt: _,
      createdBy: _b,
      updatedAt: _c,
      updatedBy: _d,
      agentId: _e,
      ...definition
    } = await laptop.ask('GET', `/agents/${agentId}`);
    const answer = await laptop.call('PUT', `/agents/${agentId}`, definition, { 'if-match': String(version) });
    expect(answer.status).toBe(200);
    const { at: _at, ...kept } = answer.body.tools[0].discovered;
    expect(kept).toEqual({ tools: definition.tools[0].discovered.tools });
  });
});
