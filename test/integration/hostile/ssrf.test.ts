import { BlockList, isIPv4 } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { httpToolSchema } from '../../../shared/domain/agent/tool.ts';
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
beforeAll(async () => {
  tables = await localTables();
  request = localApi(apiDeps(tables));
});
afterAll(() => tables.close());

/** Whatever a test tried: no socket goes where nothing may go. */
const leaks = () => spy.take().filter(({ address }) => isForbidden(address));
afterEach(() => expect(leaks()).toEqual([]));

type Told = { refused: boolean; message: string };

/** A field of the product that takes an address: how it is saved, and how it is called although it could not be saved. */
type UrlField = {
  field: string;
  save: (url: string) => Promise<Told>;
  call: (url: string, args?: Record<string, unknown>, lookup?: ReturnType<typeof aLookup>) => Promise<Told>;
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
const FIELDS: readonly UrlField[] = [{ field: 'url of an http tool', save: saveHttpTool, call: callHttpTool }];
let agents = 0;

async function saveHttpTool(text: string): Promise<Told> {
  const url = inPlace(text);
  agents += 1;
  const tools = [{ kind: 'http', name: 'call', method: 'GET', url }];
  const body = anAgentDefinition({ name: `Agent ${agents}`, tools });
  const answer = await request(anApiRequest({ method: 'POST', path: '/agents', body }));
  if (answer.status === 201) return { refused: false, message: '' };
  const errors: Json[] = answer.body.errors ?? [];
  const { message = '' } = errors.find(({ path }) => path === 'tools.0.url') ?? {};
  return { refused: answer.status === 400, message };
}

async function callHttpTool(text: string, args = {}, lookup = aLookup(names)): Promise<Told> {
  const clock = aStoppedClock();
  const fetch = guardedFetch({ allowed: new Set(), clock, lookup });
  const tool = httpToolSchema.parse({ kind: 'http', name: 'call', method: 'POST', url: inPlace(text) });
  const outcome: ToolOutcome = await runTool(
    { tool, args, idempotencyKey: 'key', ...CALLER, name: tool.name, secretNames: [] },
    { fetch, clock, ...NO_OTHERS },
  );
  if (outcome.state === 'SUCCEEDED') return { refused: false, message: '' };
  const refused = ['TOOL_REFUSED_ADDRESS', 'INVALID_DEFINITION', 'INVALID_INPUT'].includes(outcome.error.category);
  return { refused, message: outcome.error.message };
}

/** Addresses that were not refused, or without saying what to do. */
async function notRefused(cases: readonly { url: string }[], attempt: (url: string) => Promise<Told>) {
  const told = await Promise.all(cases.map(async ({ url }) => ({ url, ...(await attempt(url)) })));
  return told.filter(({ refused, message }) => !refused || !ADVICE.test(message));
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

describe.each(FIELDS)('the $field', ({ save, call }) => {
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
    const path = `/rebound/${status}`;
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
    expect(await call(`http://turn.test:${service.port}/echo`, {}, lookup)).toMatchObject({ refused: false });
    expect(spy.take().map(({ address }) => address)).toEqual([PUBLIC_ADDRESS]);
    expect(lookup.asked).toEqual(['turn.test']);
  });
});

describe('a template', () => {
  it.each(TEMPLATES_IN_THE_HOST)('is not saved, and not called, in the host: $url', async ({ url }) => {
    for (const { refused, message } of [await saveHttpTool(url), await callHttpTool(url, { v: '127.0.0.1' })]) {
      expect([refused, message]).toEqual([true, expect.stringMatching(ADVICE)]);
    }
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
