import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { callsOf, type Json } from '../../builders/a-caller.ts';
import { aDataFolder, aLaptop } from '../../builders/a-laptop.ts';
import { aToolService } from '../../builders/a-tool-service.ts';

/** One for each secret: with everything that is spelt otherwise in JSON, URLs and forms. */
const CANARIES = {
  KEYED: 'Cn7!kP"2\\x9%zQ-vB+4/t=8 &y<W>u',
  SECOND: 'second-canary-Lm3Rf8Ts6',
  CHANGED: 'changed-canary-Hd5Jw1Nb9',
  UNUSED: 'unused-canary-Gx2Vc7Yq4',
};
const ALL = Object.values(CANARIES);

const service = await aToolService();
const prompts: string[] = [];
const model = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  prompts.push(body);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(completion(prompts.length)));
}).listen(0, '127.0.0.1');
await once(model, 'listening');
const logged: string[] = [];
const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => logged.push(String(text)) > 0);
const dataDir = aDataFolder();
const laptop = await aLaptop({
  dataDir,
  toolHostsAllowed: [service.host],
  openai: { baseUrl: `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`, apiKey: 'key', model: 'gpt' },
});
afterAll(async () => {
  write.mockRestore();
  model.close();
  await service.close();
});

/** The tools that the model calls, turn by turn. */
const CALLS = ['keyed', 'leaky', 'broken', 'missing', 'elsewhere', 'silent', 'leaky'];
function completion(turn: number) {
  const name = CALLS[turn - 1];
  const call = {
    id: `call_${turn}`,
    type: 'function',
    function: { name, arguments: '{"note":"{{ secret:SECOND }}"}' },
  };
  const message =
    name === undefined
      ? { role: 'assistant', content: 'done' }
      : { role: 'assistant', content: null, tool_calls: [call] };
  return {
    ...{ id: `c${turn}`, object: 'chat.completion', created: 0, model: 'gpt' },
    choices: [{ index: 0, message, finish_reason: name === undefined ? 'stop' : 'tool_calls' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

let session: Json;
let entries: Json[];
const answers: unknown[] = [];
/** Asks as any client, and keeps what was answered. */
const ask = async (method: string, path: string, body?: unknown) => {
  const { status, body: answer } = await laptop.call(method, path, body);
  answers.push(answer);
  return { status, body: answer };
};

beforeAll(async () => {
  const origin = `http://${service.host}`;
  // What arrived is told to whoever asks next, as debug pages do.
  let seen: Record<string, unknown> = {};
  service.on('/keyed', (request, response) => {
    seen = { ...request.headers };
    response.setHeader('set-cookie', String(seen['x-key']));
    response.end(JSON.stringify(seen));
  });
  service.on('/leaky', (_, response) => response.end(everySpelling([...ALL, JSON.stringify(seen)])));
  service.on('/broken', (request, response) =>
    response.writeHead(500, `no ${request.headers['x-key']?.slice(0, 10)}`).end(`bad: ${request.headers['x-key']}`),
  );
  service.on('/silent', (request) => request.socket.destroy());
  for (const [name, value] of Object.entries(CANARIES)) {
    expect((await ask('PUT', `/secrets/${name}`, { value, origin })).status).toBe(201);
  }
  await ask('PUT', '/secrets/CHANGED', { value: `${CANARIES.CHANGED}-2`, origin });
  await ask('PUT', '/secrets/KEYED', { value: `${CANARIES.KEYED}\n`, origin });
  await ask('PUT', '/secrets/ELSEWHERE', { value: `${CANARIES.SECOND}`, origin: 'https://elsewhere.example' });
  const names = {
    'X-Second': '{{ secret:SECOND }}',
    'X-Changed': '{{ secret:CHANGED }}',
    'X-Unused': '{{ secret:UNUSED }}',
  };
  const keyed = { headers: { 'X-Key': '{{ secret:KEYED }}', ...names } };
  const agentId = await laptop.anAgentWith(
    [],
    [
      service.tool('keyed', '/keyed', keyed),
      service.tool('leaky', '/leaky'),
      service.tool('broken', '/broken', keyed),
      service.tool('missing', '/echo', { headers: { 'X-Key': '{{ secret:NOT_THERE }}' } }),
      service.tool('elsewhere', '/echo', { headers: { 'X-Key': '{{ secret:LATER }}' } }),
      service.tool('silent', '/silent', keyed),
    ],
    { model: { provider: 'openai-compatible', modelId: 'gpt' }, limits: { maxTurns: 20 } },
  );
  // Saved before the secret is there, and for another origin: found out at the call.
  await ask('PUT', '/secrets/LATER', { value: CANARIES.SECOND, origin: 'https://elsewhere.example' });
  ({ session, entries } = await laptop.ended(await laptop.start(agentId)));
  for (const path of [
    '/secrets',
    '/secrets/KEYED',
    '/audit?limit=100',
    `/agents/${agentId}`,
    '/sessions',
    `/sessions/${session.sessionId}`,
  ]) {
    await ask('GET', path);
  }
  for (const { seq, kind } of entries) {
    for (const part of kind === 'TOOL_CALL' ? ['input', 'output'] : []) {
      await ask('GET', `/sessions/${session.sessionId}/activity/${seq}?part=${part}`);
    }
  }
  await ask('DELETE', '/secrets/UNUSED');
});

it('the session did what it was to do: the service got the secrets, and the model what is left of the answers', () => {
  expect(session).toMatchObject({ status: 'COMPLETED' });
  const states = callsOf(entries).map(({ toolName, state }: Json) => `${toolName} ${state}`);
  expect(states).toEqual([
    ...['keyed SUCCEEDED', 'leaky SUCCEEDED', 'broken FAILED', 'missing FAILED', 'elsewhere FAILED'],
    ...['silent FAILED', 'leaky SUCCEEDED'],
  ]);
  expect(service.calls('/echo')).toEqual([]);
  expect(JSON.stringify(callsOf(entries)[0])).toContain('«***»');
  expect(prompts.at(-1)).toContain('«***»');
});

it.each([
  ["the model's prompts", () => prompts.join('\n')],
  ['the activity', () => JSON.stringify(entries)],
  ['what the API answered', () => JSON.stringify(answers)],
  ['the log', () => logged.join('\n')],
])('no secret is in %s', (_, sink) => {
  const text = sink();
  if (sink.length === 0) expect(text).toEqual(expect.any(String));
  expect(leaksIn(text)).toEqual([]);
});

it('no secret is in any table', async () => {
  const client = new DynamoDBClient({
    ...{ endpoint: laptop.address, region: 'local', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
  });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  let items = 0;
  for (const TableName of TableNames) {
    for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
      items += Items.length;
      for (const item of Items) {
        const bytes = JSON.stringify(item, (_, value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString() : value,
        );
        expect(leaksIn(bytes)).toEqual([]);
      }
    }
  }
  expect(items).toBeGreaterThan(20);
  client.destroy();
});

it('no secret is told by the emulator over HTTP', async () => {
  const ask = (operation: string, body: unknown) =>
    fetch(laptop.address, {
      method: 'POST',
      headers: { 'x-amz-target': `secretsmanager.${operation}` },
      body: JSON.stringify(body),
    });
  for (const SecretId of ['agent-sessions/local/demo/KEYED', 'x']) {
    const answer = await ask('GetSecretValue', { SecretId });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('AccessDeniedException');
  }
});

it('no secret is in the files of the data folder, and it is used again after a restart', async () => {
  await laptop.close();
  const names = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(names.map(({ name }) => name)).toContain('secrets.encrypted');
  for (const { parentPath, name } of names) {
    expect([name, leaksIn(readFileSync(join(parentPath, name), 'latin1'))]).toEqual([name, []]);
  }
  const again = await aLaptop({ dataDir, toolHostsAllowed: [service.host] });
  service.on('/again', (request, response) =>
    response.end(JSON.stringify(createHash('sha256').update(String(request.headers['x-key'])).digest('hex'))),
  );
  const turns = [{ toolCalls: [{ toolName: 'again', input: {} }] }, { text: 'done' }];
  const { entries: later } = await again.play(turns, [
    service.tool('again', '/again', { headers: { 'X-Key': '{{ secret:KEYED }}' } }),
  ]);
  const { output } = callsOf(later)[0];
  expect(JSON.stringify(output)).toContain(createHash('sha256').update(CANARIES.KEYED).digest('hex'));
});

/** As services write things. */
function everySpelling(texts: string[]): string {
  return JSON.stringify(
    texts.map((text) => [
      text,
      JSON.stringify({ text }),
      encodeURIComponent(text),
      new URLSearchParams({ text }).toString(),
      Buffer.from(text).toString('hex'),
      ...['', 'u:', 'us:'].map((before) => Buffer.from(before + text).toString('base64')),
      Buffer.from(text).toString('base64url'),
      text.slice(5, 14),
    ]),
  );
}

/** The pieces of canaries that a text holds, in any spelling. */
function leaksIn(text: string): string[] {
  const unescaped = text.replaceAll(/\\+(.)/g, '$1');
  const texts = [text, unescaped, percentDecoded(text), percentDecoded(unescaped)];
  return ALL.flatMap((canary) => piecesOf(canary)).filter((piece) => texts.some((each) => each.includes(piece)));
}

function piecesOf(canary: string): string[] {
  const windows = (whole: string, size: number) =>
    Array.from({ length: whole.length - size + 1 }, (_, at) => whole.slice(at, at + size));
  const base64 = [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(canary)])
      .toString('base64')
      .replace(/=+$/, '');
    const inner = whole.slice(before === 0 ? 0 : before + 1, -1);
    return [...windows(inner, 10), ...windows(inner.replaceAll('+', '-').replaceAll('/', '_'), 10)];
  });
  const escaped = canary.replaceAll('\\', '');
  return [
    ...windows(canary, 8),
    ...windows(escaped, 8),
    ...windows(Buffer.from(canary).toString('hex'), 16),
    ...base64,
  ];
}

function percentDecoded(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}
