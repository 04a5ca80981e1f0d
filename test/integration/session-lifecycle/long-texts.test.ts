import { afterAll, describe, expect, it } from 'vitest';
import { asksFor, callsOf, type Json } from '../../builders/a-caller.ts';
import { aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';

const service = await aToolService();
afterAll(service.close);
const laptop = await aLaptop({ toolHostsAllowed: [service.host] });
const MAX_BODY_BYTES = 2_097_152;

/** The one call of a session, as the list shows it and as its own URL gives it. */
async function oneCall(path: string, input: unknown = {}, overrides: Record<string, unknown> = {}) {
  const { session, entries } = await laptop.play(
    [asksFor(['fetch', input]), { text: 'Read.' }],
    [service.tool('fetch', path, overrides)],
  );
  expect(session.status).toBe('COMPLETED');
  const [listed] = callsOf(entries);
  const url = `/sessions/${session.sessionId}/activity/${listed.seq}`;
  return { listed, url, whole: await laptop.ask('GET', url) };
}

describe('a long output', () => {
  it('of 10 KB is a preview of 4 KB in the list and whole at its own URL', async () => {
    const { listed, whole } = await oneCall('/bytes/10240');
    const output = { status: 200, body: 'abcdefghij'.repeat(1_024) };
    expect(listed.truncated).toEqual(['output']);
    expect(listed.output).toBe(JSON.stringify(output).slice(0, 4_096));
    expect(whole).toEqual({ ...listed, output, truncated: [] });
  });

  it('can be asked for by its part, as can the input', async () => {
    const input = { text: 'é'.repeat(5_000) };
    const { listed, url } = await oneCall('/bytes/10240', input, { body: {} });
    expect(listed.truncated).toEqual(['input', 'output']);
    expect(Buffer.byteLength(listed.input)).toBeLessThanOrEqual(4_096);
    expect(listed.input).toBe(JSON.stringify(input).slice(0, listed.input.length));
    expect(await laptop.ask('GET', `${url}?part=input`)).toEqual({ ...listed, input, truncated: ['output'] });
    const output = { status: 200, body: 'abcdefghij'.repeat(1_024) };
    expect(await laptop.ask('GET', `${url}?part=output`)).toEqual({ ...listed, output, truncated: ['input'] });
    expect(await laptop.ask('GET', url)).toEqual({ ...listed, input, output, truncated: [] });
    expect(await laptop.call('GET', `${url}?part=text`)).toMatchObject({ status: 400 });
    expect(await laptop.call('GET', url.replace(/\d+$/, '99'))).toMatchObject({ status: 404 });
  });

  it('of nearly 2 MB is kept whole', async () => {
    const { listed, whole } = await oneCall('/bytes/2097000');
    expect(listed).toMatchObject({ state: 'SUCCEEDED', truncated: ['output'] });
    expect(whole.output).toEqual({ status: 200, body: 'abcdefghij'.repeat(209_700) });
  });

  it.each([
    ['of more than 2 MB', '/bytes/3000000'],
    ['whose escapes take it beyond 2 MB', '/quotes'],
    ['that is a JSON of more than 2 MB', '/long-json'],
  ])('%s is cut, and says so', async (_, path) => {
    service.on('/quotes', (_request, response) => response.end('"\n'.repeat(1_000_000)));
    service.on('/long-json', (_request, response) => response.end(JSON.stringify({ list: 'ab'.repeat(1_500_000) })));
    const { whole } = await oneCall(path);
    expect(whole).toMatchObject({ state: 'SUCCEEDED', truncated: [], output: { status: 200, truncated: true } });
    const bytes = Buffer.byteLength(JSON.stringify(whole.output));
    expect(bytes).toBeLessThanOrEqual(MAX_BODY_BYTES);
    expect(bytes).toBeGreaterThan(MAX_BODY_BYTES * 0.95);
  });

  it('of each of sixteen calls of a turn is kept, and the model goes on', async () => {
    const { session, entries } = await laptop.play(
      [asksFor(...Array.from({ length: 16 }, (): [string] => ['fetch'])), { text: 'All read.' }],
      [service.tool('fetch', '/bytes/200000')],
    );
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: 'All read.' });
    const wholes: Json[] = await Promise.all(
      callsOf(entries).map(({ seq }: Json) => laptop.ask('GET', `/sessions/${session.sessionId}/activity/${seq}`)),
    );
    expect(wholes.map(({ output }) => output.body.length)).toEqual(Array(16).fill(200_000));
  });
});

describe('a long text of the model', () => {
  it('is previewed in the list and whole in the session and the entry', async () => {
    const text = 'All’s well. '.repeat(2_000);
    const reasoning = 'Hm. '.repeat(3_000);
    const { session, entries } = await laptop.play([{ text, reasoning }]);
    expect(session.finalResponse).toBe(text);
    const [, thought, response] = entries;
    expect(thought.truncated).toEqual(['text', 'reasoning']);
    expect(response.truncated).toEqual(['text']);
    expect(text.startsWith(response.text)).toBe(true);
    const url = `/sessions/${session.sessionId}/activity`;
    expect(await laptop.ask('GET', `${url}/2`)).toMatchObject({ text, reasoning, truncated: [] });
    expect(await laptop.ask('GET', `${url}/3`)).toMatchObject({ text, truncated: [] });
  });

  it('may come from long instructions and inputs', async () => {
    const long = 'ü'.repeat(30_000);
    const agentId = await laptop.anAgentWith([{ text: '{{ inputs.topic }}' }], [], {
      instructions: `About {{ topic }}. ${long}`,
      inputSchema: { type: 'object', properties: { topic: { type: 'string' } } },
    });
    const { session } = await laptop.ended(await laptop.start(agentId, { topic: long }));
    expect(session).toMatchObject({ prompt: `About ${long}. ${long}`, inputs: { topic: long }, finalResponse: long });
  });
});

describe('text of any kind', () => {
  const odd = 'a\u0000b \u202e ‮ 🙈 👩‍👩‍👧 ﷽ \\ud800 "q" </script> {{ no }} \u2028 é';

  it('passes from the model to the tool and back', async () => {
    const { listed } = await oneCall('/echo', { odd }, { body: { odd: '{{ odd }}' } });
    expect(listed).toMatchObject({ input: { odd }, output: { status: 200, body: { odd } } });
  });

  it('may hold half a character from the model, which becomes a mark', async () => {
    const half = 'half \ud83d here';
    const mended = 'half \ufffd here';
    const { session, entries } = await laptop.play(
      [{ text: half, reasoning: half, ...asksFor(['echo', { half }], [half, {}]) }, { text: half }],
      [service.tool('echo', '/echo', { body: { half: '{{ half }}' } })],
    );
    expect(session).toMatchObject({ status: 'COMPLETED', finalResponse: mended });
    expect(entries[1]).toMatchObject({ text: mended, reasoning: mended });
    expect(callsOf(entries)).toMatchObject([
      { state: 'SUCCEEDED', input: { half: mended }, output: { body: { half: mended } } },
      { state: 'FAILED', toolName: mended },
    ]);
  });

  it.each([
    ['escaped', Buffer.from('{"half":"\\ud83d"}'), { half: '\ufffd' }],
    ['as bytes', Buffer.concat([Buffer.from('half '), Buffer.from([0xed, 0xa0, 0xbd])]), 'half \ufffd\ufffd\ufffd'],
  ])('may hold half a character from the tool, %s', async (_, bytes, body) => {
    const path = `/half-${bytes.length}`;
    service.on(path, (_request, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(bytes));
    expect((await oneCall(path)).listed.output).toEqual({ status: 200, body });
  });

  it('of other kinds than text is shown as base64', async () => {
    service.on('/image', (_, response) => response.end(Buffer.from([0x89, 0x50, 0xff, 0x00])));
    const { listed } = await oneCall('/image');
    expect(listed.output).toEqual({ status: 200, body: 'iVD/AA==', encoding: 'base64' });
  });

  it('is cut for previews between characters', async () => {
    service.on('/owls', (_, response) => response.end('🦉'.repeat(2_000)));
    const { listed, whole } = await oneCall('/owls');
    expect(whole.output.body).toBe('🦉'.repeat(2_000));
    expect(listed.output.isWellFormed()).toBe(true);
    expect(JSON.stringify(whole.output).startsWith(listed.output)).toBe(true);
  });
});
