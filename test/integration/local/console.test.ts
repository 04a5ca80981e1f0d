import { expect, it } from 'vitest';
import { consoleRoutes } from '../../../infra/local/console/console-routes.ts';
import { aFront } from './a-front.ts';

const files = {
  page: async () => Buffer.from('<!doctype html><title>Agent Sessions</title>'),
  asset: async (name: string) =>
    name === 'index-a1.js' ? { body: Buffer.from('1'), contentType: 'text/javascript; charset=utf-8' } : undefined,
};
const aConsole = (more: Partial<typeof files> = {}) =>
  aFront({ extra: consoleRoutes({ files: { ...files, ...more } }) });
const asBrowser = { headers: { accept: 'text/html,*/*' } };

it.each(['/', '/sessions', '/sessions/ses_1?view=timeline', '/agents/new'])('shows the page at %s', async (path) => {
  const { address } = await aConsole();
  const answer = await fetch(`${address}${path}`, asBrowser);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(await answer.text()).toContain('Agent Sessions');
});

it('lets the page run nothing but its own files', async () => {
  const { address } = await aConsole();
  const policy = (await fetch(address, asBrowser)).headers.get('content-security-policy') ?? '';
  const directives = new Map(policy.split('; ').map((directive) => [directive.split(' ')[0], directive]));
  expect(directives.get('default-src')).toBe("default-src 'none'");
  expect(directives.get('script-src')).toBe("script-src 'self'");
  expect(directives.get('require-trusted-types-for')).toBe("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

it('tells scripts that an address is wrong, below /api and /local even browsers', async () => {
  const { address } = await aConsole();
  expect((await fetch(`${address}/sesions`)).status).toBe(404);
  for (const path of ['/api/v1/nothing', '/local/nothing', '/assets/index-b2.js', '/assets/..%2f..%2fpackage.json']) {
    const answer = await fetch(`${address}${path}`, asBrowser);
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([path, 404, 'application/problem+json']);
  }
});

it('lets browsers keep the files, whose names change with them, but not the page', async () => {
  const { address } = await aConsole();
  expect((await fetch(`${address}/assets/index-a1.js`)).headers.get('cache-control')).toContain('immutable');
  expect((await fetch(address, asBrowser)).headers.get('cache-control')).toBe('no-cache');
});

it('says where to sign in, and brings browsers to the host that the tokens name', async () => {
  const { address, port } = await aConsole();
  expect(await (await fetch(`${address}/config.json`)).json()).toMatchObject({ authority: `${address}/local` });
  const elsewhere = await fetch(`http://localhost:${port}/sessions?status=RUNNING`, {
    ...asBrowser,
    redirect: 'manual',
  });
  expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([307, `${address}/sessions?status=RUNNING`]);
});

it('shows what the build complained of, as text', async () => {
  const { address } = await aConsole({ page: () => Promise.reject(new Error('web/src/a.ts: <script>')) });
  const answer = await fetch(address, asBrowser);
  expect(answer.status).toBe(500);
  expect(await answer.text()).toContain('web/src/a.ts: &lt;script>');
});
