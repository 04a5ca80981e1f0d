import type { ServerResponse } from 'node:http';
import { BlockList, isIPv4 } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type McpTool, mcpToolSchema, type Tool, toolSchema } from '../../../shared/domain/agent/tool.ts';
import { discoverMcpTools } from '../../../shared/tool-runners/discover-mcp-tools.ts';
import { guardedFetch } from '../../../shared/tool-runners/guarded-fetch.ts';
import { runTool } from '../../../shared/tool-runners/run-tool.ts';
import type { ToolOutcome } from '../../../shared/tool-runners/tool-outcome.ts';
import type { Json } from '../../builders/a-caller.ts';
import { aToolService } from '../../builders/a-tool-service.ts';
import { anAgentDefinition } from '../../builders/an-agent.ts';
import { anApiRequest } from '../../builders/an-api-request.ts';
import { apiDeps, localApi } from '../../builders/local-api.ts';
import { localTables } from '../../builders/local-tables.ts';
import { aLookup, aService, aStoppedClock } from '../tool-runners/hostile-service.ts';
import { aConnectSpy } from './a-connect-spy.ts';
import {
  FORBIDDEN_NAMES,
  FORBIDDEN_REDIRECTS,
  FORBIDDEN_URLS,
  HOSTILE_VALUES,
  PUBLIC_ADDRESS,
  TEMPLATES_IN_THE_HOST,
} from './ssrf-corpus.ts';

/** What nothing may be connected to, written down once more: the product's own list does not judge itself. */
const FORBIDDEN_IPV4 = [
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24',
  '192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15',
  '198.51.100.0/24 203.0.113.0/24 224.0.0.0/3',
];
const FORBIDDEN_IPV6 = ['::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20'];

function blockList(lines: readonly string[], family: 'ipv4' | 'ipv6') {
  const list = new BlockList();
  for (const range of lines.flatMap((line) => line.split(' '))) {
    const [address = '', prefix] = range.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return (address: string) => list.check(address, family);
}
const isForbiddenIpv4 = blockList(FORBIDDEN_IPV4, 'ipv4');
const isForbiddenIpv6 = blockList(FORBIDDEN_IPV6, 'ipv6');
const isForbidden = (address: string) => (isIPv4(address) ? isForbiddenIpv4 : isForbiddenIpv6)(address);

/** How each refusal tells what to do. */
const ADVICE =
  /Use a public host|Write it as https:\/\/host\/path|Begin it with https|Send credentials in a header|Put templates into|Call that address directly/;
/** The same of an origin. */
const ADVICE_ON_ORIGINS =
  /use a public host|write it as https:\/\/host|must begin with https|leave them out|bound to a whole origin|>=1 characters/;

const spy = aConnectSpy({ [PUBLIC_ADDRESS]: '127.0.0.1' });
const service = await aToolService();
const canary = await aToolService();
afterAll(service.close);
afterAll(canary.close);
const HOST = `public.test:${service.port}`;
const names: Record<string, string[]> = { 'public.test': [PUBLIC_ADDRESS] };
const inPlace = (text: string) => text.replaceAll('PORT', String(canary.port)).replaceAll('HOST', HOST);

let tables: Awaited<ReturnType<typeof localTables>>;
let request: ReturnType<typeof localApi>;
/** The name service that a save asks, where it asks for anything. */
let lookupAtSave = aLookup(names);
beforeAll(async () => {
  tables = await localTables();
  request = localApi(apiDeps(tables), { discoverTools: (asked) => discover(asked.tool, lookupAtSave) });
});
afterAll(() => tables.close());

/** Whatever a test tried: no socket goes where nothing may go. */
const leaks = () => spy.take().filter(({ address }) => isForbidden(address));
afterEach(() => expect(leaks()).toEqual([]));

type Told = { refused: boolean; message: string };
type Lookup = ReturnType<typeof aLookup>;

/** A field of the product that takes an address: how it is saved, and how it is called although it could not be saved. */
type UrlField = {
  field: string;
  save: (url: string) => Promise<Told>;
  call: (url: string, args?: Record<string, unknown>, lookup?: Lookup) => Promise<Told>;
  /** It connects more than once, so that a name that turns is found out. */
  isChatty?: true;
};

const CALLER = { tenantId: 'acme', sessionId: 'ses_1', agentId: 'agt_1' };
/** Nothing is called but services: no function is there, and no secret. */
const NO_OTHERS = {
  secrets: { readSecret: async () => undefined },
  functionsAllowed: () => new Set<string>(),
  invokeFunction: async () => {
    throw new Error('No function is to be invoked.');
  },
};
const FIELDS: readonly UrlField[] = [
  { field: 'url of an http tool', save: (url) => saveTool(httpTool(url, 'GET')), call: callHttpTool },
  { field: 'url of an mcp tool', save: (url) => saveTool(mcpTool(url)), call: callMcpTool, isChatty: true },
  {
    field: 'url of an mcp tool when it is asked what it offers',
    save: (url) => saveTool(mcpTool(url)),
    call: discoverAtSave,
    isChatty: true,
  },
];
let agents = 0;

const httpTool = (url: string, method = 'POST') => ({ kind: 'http', name: 'call', method, url });
const mcpTool = (url: string) => ({ kind: 'mcp', name: 'call', url });

async function saveTool(tool: Json): Promise<Told> {
  agents += 1;
  const tools = [{ ...tool, url: inPlace(tool.url) }];
  const body = anAgentDefinition({ name: `Agent ${agents}`, tools });
  const answer = await request(anApiRequest({ method: 'POST', path: '/agents', body }));
  if (answer.status === 201) return { refused: false, message: '' };
  const errors: Json[] = answer.body.errors ?? [];
  const { message = '' } = errors.find(({ path }) => path === 'tools.0.url') ?? {};
  return { refused: answer.status === 400, message };
}

function callHttpTool(text: string, args = {}, lookup = aLookup(names)): Promise<Told> {
  return call(toolSchema.parse(httpTool(inPlace(text))), 'call', { args, lookup });
}

function callMcpTool(text: string, args = {}, lookup = aLookup(names)): Promise<Told> {
  const discovered = { at: '2026-11-23T09:00:00.000Z', tools: [REMEMBERED] };
  return call(toolSchema.parse({ ...mcpTool(inPlace(text)), discovered }), 'call__look', { args, lookup });
}

/** What somebody accepted of a server. */
const REMEMBERED = {
  ...{ name: 'look', calledAs: 'call__look', description: '', inputSchema: { type: 'object' } },
  ...{ hash: '0'.repeat(64), state: 'accepted' },
};

async function call(tool: Tool, name: string, { args, lookup }: { args: Json; lookup: Lookup }): Promise<Told> {
  const clock = aStoppedClock();
  const fetch = guardedFetch({ allowed: new Set(), clock, lookup });
  const outcome: ToolOutcome = await runTool(
    { tool, args, idempotencyKey: 'key', ...CALLER, name, secretNames: [] },
    { fetch, clock, ...NO_OTHERS },
  );
  if (outcome.state === 'SUCCEEDED') return { refused: false, message: '' };
  const refused = ['TOOL_REFUSED_ADDRESS', 'INVALID_DEFINITION', 'INVALID_INPUT'].includes(outcome.error.category);
  return { refused, message: outcome.error.message };
}

function discover(tool: McpTool, lookup: Lookup) {
  const clock = aStoppedClock();
  const fetch = guardedFetch({ allowed: new Set(), clock, lookup });
  return discoverMcpTools({ tenantId: 'acme', tool }, { fetch, clock, secrets: NO_OTHERS.secrets });
}

/** As a save would do it, were the address itself not looked at before. */
async function discoverAtSave(text: string, _args = {}, lookup = aLookup(names)): Promise<Told> {
  try {
    await discover(mcpToolSchema.parse(mcpTool(inPlace(text))), lookup);
    return { refused: false, message: '' };
  } catch (error) {
    const { message } = error as Error;
    return { refused: ADVICE.test(message), message };
  }
}

async function saveSecret(text: string): Promise<Told> {
  const body = { value: 'a value that is long', origin: inPlace(text) };
  const answer = await request(anApiRequest({ method: 'PUT', path: '/secrets/KEY', body }));
  const [error] = answer.body.errors ?? [];
  return { refused: answer.status === 400 && error?.path === 'origin', message: error?.message ?? '' };
}

/** Addresses that were not refused, or without saying what to do. */
async function notRefused(
  cases: readonly { url: string }[],
  attempt: (url: string) => Promise<Told>,
  advice: RegExp = ADVICE,
) {
  const told = await Promise.all(cases.map(async ({ url }) => ({ url, ...(await attempt(url)) })));
  return told.filter(({ refused, message }) => !refused || !advice.test(message));
}

it('is a corpus of at least 150 entries, none twice', () => {
  const texts = [
    ...[...FORBIDDEN_URLS, ...TEMPLATES_IN_THE_HOST].map(({ url }) => url),
    ...FORBIDDEN_NAMES.map(({ name }) => name),
    ...FORBIDDEN_REDIRECTS.map(({ status, location }) => `${status} ${location}`),
    ...HOSTILE_VALUES.map(({ value }) => `value ${JSON.stringify(value)} ${Object.is(value, -0)}`),
  ];
  expect(texts.length).toBeGreaterThanOrEqual(150);
  expect(texts.filter((text, at) => texts.indexOf(text) < at)).toEqual([]);
});

it('is seen by the spy when something does connect, by name or by number', async () => {
  await fetch(`http://127.0.0.1:${service.port}/echo`);
  expect(await callHttpTool(`http://${HOST}/echo`)).toEqual({ refused: false, message: '' });
  expect(spy.take()).toEqual([
    { host: '127.0.0.1', address: '127.0.0.1', port: service.port },
    { host: 'public.test', address: PUBLIC_ADDRESS, port: service.port },
  ]);
});

describe.each(FIELDS)('the $field', ({ field, save, call, isChatty = false }) => {
  it(`is not saved with any of ${FORBIDDEN_URLS.length} forbidden addresses`, async () => {
    expect(await notRefused(FORBIDDEN_URLS, save)).toEqual([]);
  });

  it('is not called with any of them either, had it been saved', async () => {
    expect(await notRefused(FORBIDDEN_URLS, call)).toEqual([]);
  });

  it(`is not called at ${FORBIDDEN_NAMES.length} names that resolve to a forbidden address, then or later`, async () => {
    const wrong = FORBIDDEN_NAMES.map(async ({ name, answers }) => {
      const lookup = aChangingLookup(name, answers);
      for (const scheme of ['http', 'https']) {
        for (let before = 1; before < answers.length; before += 1) await call(`${scheme}://${name}:PORT/`, {}, lookup);
        const { refused, message } = await call(`${scheme}://${name}:PORT/`, {}, lookup);
        if (!refused || !ADVICE.test(message)) return { name, message };
      }
      return undefined;
    });
    expect((await Promise.all(wrong)).filter((each) => each !== undefined)).toEqual([]);
    expect(canary.calls('/')).toEqual([]);
  });

  it(`does not follow any of ${FORBIDDEN_REDIRECTS.length} redirects`, async () => {
    const wrong = FORBIDDEN_REDIRECTS.map(async ({ status, location }, at) => {
      service.on(`/redirects/${at}`, (_, response) =>
        response.writeHead(status, { location: asBytes(inPlace(location)) }).end(),
      );
      const { refused, message } = await call(`http://HOST/redirects/${at}`);
      return refused && ADVICE.test(message) ? [] : [{ status, location, message }];
    });
    expect((await Promise.all(wrong)).flat()).toEqual([]);
    expect(spy.take().every(({ port }) => port === service.port)).toBe(true);
  });

  it.each([301, 302, 303, 307, 308])('looks a name up again for a redirect by %s to itself', async (status) => {
    const path = `/rebound/${status}/${encodeURIComponent(field)}`;
    service.on(path, (_, response) =>
      response.writeHead(status, { location: `http://turn.test:${canary.port}/` }).end(),
    );
    const lookup = aChangingLookup('turn.test', [[PUBLIC_ADDRESS], ['127.0.0.1']]);
    const { refused, message } = await call(`http://turn.test:${service.port}${path}`, {}, lookup);
    expect([refused, ADVICE.test(message), lookup.asked.length]).toEqual([true, true, 2]);
    expect(service.calls(path)).toHaveLength(1);
    expect(canary.calls('/')).toEqual([]);
  });

  it('connects to the very address that was judged: a name is looked up once for each connection', async () => {
    const lookup = aChangingLookup('turn.test', [[PUBLIC_ADDRESS], ['127.0.0.1']]);
    expect(await call(`http://turn.test:${service.port}/mcp`, {}, lookup)).toMatchObject({ refused: isChatty });
    expect(spy.take().map(({ address }) => address)).toEqual([PUBLIC_ADDRESS]);
    if (!isChatty) expect(lookup.asked).toEqual(['turn.test']);
  });
});

describe('a server of MCP', () => {
  it('is connected to where it may be, and only there, at save and at call', async () => {
    service.on('/mcp', asMcpServer());
    expect(await saveTool(mcpTool(`http://${HOST}/mcp`))).toEqual({ refused: false, message: '' });
    const saved = spy.take();
    expect(await callMcpTool(`http://${HOST}/mcp`)).toMatchObject({ refused: false });
    const called = spy.take();
    expect([saved.length >= 3, called.length >= 3]).toEqual([true, true]);
    expect(
      [...saved, ...called].every(({ address, port }) => address === PUBLIC_ADDRESS && port === service.port),
    ).toBe(true);
  });

  it(`is not saved at ${FORBIDDEN_NAMES.length} names that resolve to a forbidden address`, async () => {
    const wrong: unknown[] = [];
    for (const { name, answers } of FORBIDDEN_NAMES) {
      lookupAtSave = aChangingLookup(name, answers.slice(-1));
      const { refused, message } = await saveTool(mcpTool(`https://${name}:PORT/`));
      if (!refused || !ADVICE.test(message)) wrong.push({ name, message });
    }
    lookupAtSave = aLookup(names);
    expect(wrong).toEqual([]);
    expect(spy.take()).toEqual([]);
  });

  it(`is not followed by a save to any of ${FORBIDDEN_REDIRECTS.length} redirects`, async () => {
    const wrong = FORBIDDEN_REDIRECTS.map(async ({ status, location }, at) => {
      service.on(`/moved/${at}`, (_, response) =>
        response.writeHead(status, { location: asBytes(inPlace(location)) }).end(),
      );
      const { refused, message } = await saveTool(mcpTool(`http://HOST/moved/${at}`));
      return refused && ADVICE.test(message) ? [] : [{ status, location, message }];
    });
    expect((await Promise.all(wrong)).flat()).toEqual([]);
    expect(spy.take().every(({ port }) => port === service.port)).toBe(true);
  });

  it.each(['notifications/initialized', 'tools/list'])('is not followed when it moves at %s', async (method) => {
    const path = `/moves-at/${method.replace('/', '-')}`;
    service.on(path, asMcpServer({ method, status: 307, headers: { location: `http://127.0.0.1:${canary.port}/` } }));
    for (const { refused, message } of [
      await saveTool(mcpTool(`http://HOST${path}`)),
      await callMcpTool(`http://HOST${path}`),
    ]) {
      expect([refused, message]).toEqual([true, expect.stringMatching(ADVICE)]);
    }
    expect(canary.calls('/')).toEqual([]);
    expect(spy.take().every(({ port }) => port === service.port)).toBe(true);
  });

  it('is not believed when it says where to ask for tokens', async () => {
    const place = `http://127.0.0.1:${canary.port}/`;
    const headers = { 'www-authenticate': `Bearer resource_metadata="${place}", as_uri="${place}"` };
    service.on('/tokens', asMcpServer({ method: 'initialize', status: 401, headers }));
    expect((await saveTool(mcpTool('http://HOST/tokens'))).message).toContain('401');
    expect((await callMcpTool('http://HOST/tokens')).message).toContain('401');
    expect(spy.take().every(({ port }) => port === service.port)).toBe(true);
    expect(service.calls('/tokens').length).toBeGreaterThan(0);
  });
});

describe('the origin of a secret', () => {
  it(`is not saved with any of ${FORBIDDEN_URLS.length} forbidden addresses, nor with a template`, async () => {
    const all = [...FORBIDDEN_URLS, ...TEMPLATES_IN_THE_HOST];
    expect(await notRefused(all, saveSecret, ADVICE_ON_ORIGINS)).toEqual([]);
    expect(spy.take()).toEqual([]);
  });
});

describe('a template', () => {
  it.each(TEMPLATES_IN_THE_HOST)('is not saved, and not called, in the host: $url', async ({ url }) => {
    const args = { v: '127.0.0.1' };
    const told = [await saveTool(httpTool(url)), await callHttpTool(url, args)];
    for (const { refused, message } of told) {
      expect([refused, message]).toEqual([true, expect.stringMatching(ADVICE)]);
    }
    // It has no templates at all.
    expect(await saveTool(mcpTool(url))).toEqual({ refused: true, message: expect.stringMatching(/./) });
    expect(spy.take()).toEqual([]);
  });

  it(`stays in its segment and its parameter with any of ${HOSTILE_VALUES.length} values, or is refused`, async () => {
    const received: { url: string; host: string | undefined; names: string[] }[] = [];
    const { port } = await aService((incoming, response) => {
      const { url = '', headers } = incoming;
      received.push({ url, host: headers.host, names: Object.keys(headers).sort() });
      response.end();
    });
    for (const { value } of HOSTILE_VALUES) {
      const args = { v: typeof value === 'string' ? inPlace(value) : value };
      const { refused, message } = await callHttpTool(`http://public.test:${port}/base/{{ v }}/end?q={{ v }}`, args);
      if (refused) expect(message).toMatch(/Give the name of one thing/);
      const { url, host, names: headers } = refused ? PLAIN(port) : (received.pop() ?? PLAIN(0));
      const { pathname, searchParams } = new URL(url, 'http://public.test');
      expect([value, pathname.split('/').length, host]).toEqual([value, 4, `public.test:${port}`]);
      expect([pathname.startsWith('/base/'), pathname.endsWith('/end')]).toEqual([true, true]);
      expect([...searchParams.keys()]).toEqual(['q']);
      expect(headers).toEqual(PLAIN(0).names);
    }
    expect(received).toEqual([]);
    const attempts = spy.take();
    expect(attempts.length).toBeGreaterThan(30);
    expect(attempts.filter((attempt) => attempt.host !== 'public.test' || attempt.port !== port)).toEqual([]);
  });
});

/** What a call without anything hostile in it would send. */
const PLAIN = (port: number) => ({
  url: '/base/x/end?q=x',
  host: `public.test:${port}`,
  names: 'accept accept-encoding connection content-length content-type host idempotency-key user-agent'.split(' '),
});

/** A header's text, with its letters as the bytes in which they are sent. */
const asBytes = (text: string) => Buffer.from(text).toString('latin1');

/** A name service whose answer for one name changes from lookup to lookup. */
function aChangingLookup(name: string, answers: readonly string[][]) {
  const left = [...answers];
  const changing: Record<string, string[]> = {
    get [name]() {
      return (left.length > 1 ? left.shift() : left[0]) ?? [];
    },
  };
  return aLookup(changing);
}

/** Speaks as much of MCP as is asked here; `instead`: what it does with one method. */
function asMcpServer(instead?: { method: string; status: number; headers: Record<string, string> }) {
  return (_: unknown, response: ServerResponse, { body }: { body: string }) => {
    const { id, method, params } = body === '' ? ({} as Json) : JSON.parse(body);
    if (method === instead?.method && instead !== undefined) {
      return response.writeHead(instead.status, instead.headers).end();
    }
    if (id === undefined) return response.writeHead(202).end();
    const [capabilities, serverInfo] = [{ tools: {} }, { name: 'x', version: '1' }];
    const { protocolVersion } = params ?? {};
    const tools = [{ name: 'look', inputSchema: { type: 'object' } }];
    const result = method === 'initialize' ? { protocolVersion, capabilities, serverInfo } : { tools };
    const text = JSON.stringify({ jsonrpc: '2.0', id, result });
    return response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  };
}
