import { describe, expect, it } from 'vitest';
import { guardedFetch } from '../../../shared/tool-runners/guarded-fetch.ts';
import { AddressRefused } from '../../../shared/tool-runners/outbound-errors.ts';
import { aLookup, aService, aStoppedClock } from './hostile-service.ts';

/** Ways to write this machine. PORT stands for the port of a service that is really there. */
const LOOPBACK = [
  'http://127.0.0.1:PORT/',
  'http://127.1:PORT/',
  'http://127.0.1:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7f.1:PORT/',
  'http://0x7f.0.0.0x1:PORT/',
  'http://017700000001:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://0177.0.0.01:PORT/',
  'http://00000000177.0.0.1:PORT/',
  'http://0x7F.0X0.0.1:PORT/',
  'http://127.0.0.2:PORT/',
  'http://127.255.255.254:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/',
  'http://127。0。0。1:PORT/',
  'http://127.0.0.1:PORT/',
  'http://127%2e0%2e0%2e1:PORT/',
  'http://%31%32%37.0.0.1:PORT/',
  'http://12\t7.0.0.1:PORT/',
  '  http://127.0.0.1:PORT/',
  'HTTP://127.0.0.1:PORT/',
  'http:/127.0.0.1:PORT/',
  'http:127.0.0.1:PORT/',
  'http:\\\\127.0.0.1:PORT/',
  'http:////127.0.0.1:PORT/',
  'http://0:PORT/',
  'http://0.0.0.0:PORT/',
  'http://0x0:PORT/',
  'http://0.1.2.3:PORT/',
  'http://localhost:PORT/',
  'http://LOCALHOST:PORT/',
  'http://localhost.:PORT/',
  'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/',
  'http://anything.localhost:PORT/',
  'http://[::1]:PORT/',
  'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/',
  'http://[::]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[0:0:0:0:0:ffff:7f00:0001]:PORT/',
  'http://[::ffff:0.0.0.0]:PORT/',
  'http://[::127.0.0.1]:PORT/',
  'http://[::7f00:1]:PORT/',
  'http://[::ffff:0:127.0.0.1]:PORT/',
  'http://[64:ff9b::127.0.0.1]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
  'http://[64:ff9b:1::7f00:1]:PORT/',
  'http://[2002:7f00:1::]:PORT/',
  'http://[2001:0:7f00:1::]:PORT/',
];

/** Metadata services, private networks and ranges that belong to nobody. */
const ELSEWHERE = [
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://169.254.43518/',
  'http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/',
  'http://169。254。169。254/',
  'http://169.254.170.2/v2/credentials',
  'http://169.254.0.1/',
  'http://[fd00:ec2::254]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[::a9fe:a9fe]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[2002:a9fe:a9fe::1]/',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
  'http://10.0.0.1/',
  'http://10.255.255.255/',
  'http://0xa000001/',
  'http://172.16.0.1/',
  'http://172.31.255.254/',
  'http://192.168.1.1/',
  'http://100.64.0.1/',
  'http://100.127.255.255/',
  'http://192.0.0.192/',
  'http://192.0.2.1/',
  'http://192.88.99.1/',
  'http://198.18.0.1/',
  'http://198.19.255.255/',
  'http://198.51.100.7/',
  'http://203.0.113.9/',
  'http://224.0.0.1/',
  'http://239.255.255.255/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://[fc00::1]/',
  'http://[fd12:3456:789a::1]/',
  'http://[fe80::1]/',
  'http://[febf::1]/',
  'http://[fec0::1]/',
  'http://[ff02::1]/',
  'http://[100::1]/',
  'http://[2001:db8::1]/',
  'http://[2001:2::1]/',
  'http://[3fff::1]/',
  'http://[5f00::1]/',
  'https://[::1]/',
  'https://169.254.169.254/',
];

const OTHER_REFUSALS = [
  ['file:///etc/passwd', 'SCHEME'],
  ['ftp://93.184.215.14/', 'SCHEME'],
  ['gopher://127.0.0.1:6379/_INFO', 'SCHEME'],
  ['data:text/plain,hello', 'SCHEME'],
  ['javascript:alert(1)', 'SCHEME'],
  ['blob:http://127.0.0.1/1', 'SCHEME'],
  ['http://user:password@93.184.215.14/', 'CREDENTIALS'],
  ['http://user@93.184.215.14/', 'CREDENTIALS'],
  ['http://93.184.215.14@127.0.0.1/', 'CREDENTIALS'],
  ['http://256.256.256.256/', 'NOT_A_URL'],
  ['http://[fe80::1%25eth0]/', 'NOT_A_URL'],
  ['http://127.0.0.1:99999/', 'NOT_A_URL'],
  ['//127.0.0.1/', 'NOT_A_URL'],
  ['/etc/passwd', 'NOT_A_URL'],
  ['', 'NOT_A_URL'],
] as const;

/** Addresses that a name may resolve to, alone or beside a public one. */
const RESOLVED = [
  ['127.0.0.1'],
  ['::1'],
  ['0.0.0.0'],
  ['::'],
  ['::ffff:127.0.0.1'],
  ['::ffff:7f00:1'],
  ['::127.0.0.1'],
  ['64:ff9b::7f00:1'],
  ['2002:7f00:1::'],
  ['fe80::1%lo'],
  ['169.254.169.254'],
  ['fd00:ec2::254'],
  ['10.1.2.3'],
  ['100.64.0.1'],
  ['192.0.0.1'],
  ['198.18.0.1'],
  ['168.63.129.16'],
  ['93.184.215.14', '127.0.0.1'],
  ['2606:4700::1111', '::1'],
];

async function refusal(url: string, options: { names?: Record<string, string[]>; allowed?: string[] } = {}) {
  const fetch = guardedFetch({
    allowed: new Set(options.allowed),
    clock: aStoppedClock(),
    lookup: aLookup(options.names ?? {}),
  });
  const error: unknown = await fetch(url).then(
    (response) => `reached, ${response.status}`,
    (thrown: unknown) => thrown,
  );
  return error instanceof AddressRefused ? error.reason : error;
}

describe('An address that tools may not reach', () => {
  it('is really reached by a plain fetch, so that these tests could fail', async () => {
    const service = await aService((_request, response) => response.end('here'));
    const answers = await Promise.all(
      ['127.1', '0x7f.1', '[::ffff:127.0.0.1]', '0'].map((host) => fetch(`http://${host}:${service.port}/`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(service.connections()).toBeGreaterThan(0);
  });

  it(`is refused in ${LOOPBACK.length} spellings of this machine, and no connection arrives`, async () => {
    const service = await aService((_request, response) => response.end('reached'));
    const refusals = await Promise.all(
      LOOPBACK.map(async (url) => [url, await refusal(url.replace('PORT', String(service.port)))]),
    );
    expect(refusals).toEqual(LOOPBACK.map((url) => [url, 'ADDRESS']));
    expect(service.connections()).toBe(0);
  });

  it('is refused on IPv6 loopback too, where something listens', async () => {
    const service = await aService((_request, response) => response.end('reached'), '::1');
    expect(await refusal(`http://[::1]:${service.port}/`)).toBe('ADDRESS');
    expect(await refusal(`http://name.test:${service.port}/`, { names: { 'name.test': ['::1'] } })).toBe('ADDRESS');
    expect(service.connections()).toBe(0);
  });

  it(`is refused in ${ELSEWHERE.length} spellings of metadata services, private and reserved networks`, async () => {
    const refusals = await Promise.all(ELSEWHERE.map(async (url) => [url, await refusal(url)]));
    expect(refusals).toEqual(ELSEWHERE.map((url) => [url, 'ADDRESS']));
  });

  it.each(OTHER_REFUSALS)('%s is refused for its form: %s', async (url, reason) => {
    expect(await refusal(url)).toBe(reason);
  });

  it.each(RESOLVED)('is refused when a name resolves to %s %s', async (...addresses) => {
    const service = await aService((_request, response) => response.end('reached'));
    const names = { 'name.test': addresses.filter((address) => address !== undefined) };
    expect(await refusal(`http://name.test:${service.port}/`, { names })).toBe('ADDRESS');
    expect(await refusal(`https://name.test:${service.port}/`, { names })).toBe('ADDRESS');
    expect(service.connections()).toBe(0);
  });

  it('is judged again at each connection, by what the name resolves to then', async () => {
    const service = await aService((_request, response) => response.end('reached'));
    const names: Record<string, string[]> = { 'name.test': [] };
    const fetch = guardedFetch({ allowed: new Set(), clock: aStoppedClock(), lookup: aLookup(names) });
    await fetch(`http://name.test:${service.port}/`).catch(() => undefined);
    names['name.test'] = ['127.0.0.1'];
    await expect(fetch(`http://name.test:${service.port}/`)).rejects.toBeInstanceOf(AddressRefused);
    expect(service.connections()).toBe(0);
  });
});

describe('A host and port on the list of allowed ones', () => {
  it('are reached although they are loopback, in any spelling of the same address', async () => {
    const service = await aService((_request, response) => response.end('reached'));
    for (const host of ['127.0.0.1', '127.1', '2130706433']) {
      expect(await refusal(`http://${host}:${service.port}/`, { allowed: [service.host] })).toBe('reached, 200');
    }
  });

  it('open no other port, and no other name of the address', async () => {
    const service = await aService((_request, response) => response.end('reached'));
    const other = await aService((_request, response) => response.end('reached'));
    const allowed = [service.host];
    expect(await refusal(`http://127.0.0.1:${other.port}/`, { allowed })).toBe('ADDRESS');
    expect(await refusal(`http://127.0.0.2:${service.port}/`, { allowed })).toBe('ADDRESS');
    expect(await refusal(`http://localhost:${service.port}/`, { allowed })).toBe('ADDRESS');
    expect(await refusal(`http://[::ffff:127.0.0.1]:${service.port}/`, { allowed })).toBe('ADDRESS');
    const names = { 'name.test': ['127.0.0.1'] };
    expect(await refusal(`http://name.test:${service.port}/`, { allowed, names })).toBe('ADDRESS');
    expect([service.connections(), other.connections()]).toEqual([0, 0]);
  });
});
