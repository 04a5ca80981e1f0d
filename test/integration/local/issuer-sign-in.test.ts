import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { aClock, aFront } from './a-front.ts';

const VERIFIER = 'a-verifier-of-at-least-43-characters-as-the-rfc-asks';
const REDIRECT = 'http://127.0.0.1:5173/signed-in';
const ASKED = {
  response_type: 'code',
  client_id: 'agent-sessions',
  redirect_uri: REDIRECT,
  state: 'st/1&2',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
};
type Fields = Record<string, string>;
type Front = Awaited<ReturnType<typeof aFront>>;

const open = (front: Front, asked: Fields = ASKED, cookie = '') =>
  fetch(`${front.address}/local/authorize?${new URLSearchParams(asked)}`, { redirect: 'manual', headers: { cookie } });

const choose = (front: Front, user: string, asked: Fields = ASKED, origin = front.address) =>
  fetch(`${front.address}/local/authorize`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin },
    body: new URLSearchParams({ ...asked, user }),
  });

const exchange = (front: Front, fields: Fields) =>
  fetch(`${front.address}/local/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: 'agent-sessions',
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
      ...fields,
    }),
  });

const sentTo = (answer: Response) => {
  expect(answer.status).toBe(303);
  const location = new URL(answer.headers.get('location')!);
  return { to: location.origin + location.pathname, ...Object.fromEntries(location.searchParams) } as Fields;
};

describe('signing in with the browser', () => {
  it('shows a page with the demo users that loads nothing from anywhere', async () => {
    const front = await aFront();
    const answer = await open(front);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect([...html.matchAll(/<button name="user" value="([^"]+)"/g)].map((match) => match[1])).toEqual([
      'demo.ada',
      'demo.olga',
      'demo.bo',
      'demo.vic',
      'demo.tom',
      'other.nia',
    ]);
    expect(html).not.toMatch(/<script|\bsrc=|<link|url\(|@import|https?:\/\/(?!127\.0\.0\.1:5173)/);
    const policy = answer.headers.get('content-security-policy') ?? '';
    const style = /<style>([\s\S]*)<\/style>/.exec(html)![1]!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it('keeps what the application sent from becoming part of the page', async () => {
    const front = await aFront();
    const html = await (await open(front, { ...ASKED, state: '"><script>alert(1)</script>' })).text();
    expect(html).not.toContain('<script>');
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
  });

  it.each([
    ['demo.ada', { sub: 'ada', tenant: 'demo', 'cognito:groups': ['admin'] }],
    ['demo.olga', { sub: 'olga', tenant: 'demo', 'cognito:groups': ['operator'] }],
    ['demo.vic', { sub: 'vic', tenant: 'demo', 'cognito:groups': ['viewer'] }],
    ['demo.bo', { sub: 'bo', tenant: 'demo', 'cognito:groups': ['builder'] }],
    ['demo.tom', { sub: 'tom', tenant: 'demo', 'cognito:groups': ['task-worker'] }],
    ['other.nia', { sub: 'nia', tenant: 'other', 'cognito:groups': ['admin'] }],
  ])('as %s leads to a code, and the code to a token that the API takes', async (user, claims) => {
    const front = await aFront();
    const { to, code, state } = sentTo(await choose(front, user));
    expect([to, state]).toEqual([REDIRECT, 'st/1&2']);
    const answer = await exchange(front, { code: code! });
    expect(answer.status).toBe(200);
    const { access_token, id_token, ...rest } = (await answer.json()) as Fields;
    expect(rest).toEqual({ token_type: 'Bearer', expires_in: 12 * 3600, scope: 'agent-sessions/api' });
    expect(id_token).toBeUndefined();
    expect(decodeJwt(access_token!)).toMatchObject({ ...claims, projects: '*', token_use: 'access' });
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await fetch(`${front.api}/sessions`, { headers })).status).toBe(200);
  });

  it('gives an ID token when openid is asked for, which the API refuses', async () => {
    const front = await aFront();
    const asked = { ...ASKED, scope: 'openid agent-sessions/api', nonce: 'n-1' };
    const { code } = sentTo(await choose(front, 'demo.vic', asked));
    const { id_token } = (await (await exchange(front, { code: code! })).json()) as Fields;
    expect(decodeJwt(id_token!)).toMatchObject({ sub: 'vic', aud: 'agent-sessions', nonce: 'n-1', token_use: 'id' });
    const headers = { authorization: `Bearer ${id_token}` };
    expect((await fetch(`${front.api}/sessions`, { headers })).status).toBe(401);
  });

  it('remembers the choice in a cookie of its own and goes on at once the next time', async () => {
    const front = await aFront();
    const cookie = (await choose(front, 'demo.olga')).headers.getSetCookie()[0]!;
    expect(cookie).toMatch(/^agent_sessions_demo_user=demo\.olga; Path=\/local\/authorize; .*HttpOnly; SameSite=Lax$/);
    const { code } = sentTo(await open(front, ASKED, cookie.split(';')[0]));
    const { access_token } = (await (await exchange(front, { code: code! })).json()) as Fields;
    expect(decodeJwt(access_token!)).toMatchObject({ sub: 'olga' });
  });

  it('shows the page again when the application asks for another user', async () => {
    const front = await aFront();
    for (const prompt of ['select_account', 'login']) {
      const answer = await open(front, { ...ASKED, prompt }, 'agent_sessions_demo_user=demo.olga');
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('value="demo.olga" class="last"');
    }
  });

  it('answers login_required to prompt=none when nobody is remembered', async () => {
    const front = await aFront();
    const asked = { ...ASKED, prompt: 'none' };
    expect(sentTo(await open(front, asked))).toEqual({ to: REDIRECT, error: 'login_required', state: 'st/1&2' });
    expect((await open(front, asked, 'agent_sessions_demo_user=demo.nobody')).headers.get('location')).toContain(
      'login_required',
    );
  });
});

describe('an authorization code', () => {
  const aCode = async (front: Front) => sentTo(await choose(front, 'demo.ada')).code!;
  const refusal = async (answer: Response) => {
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const { error, code } = (await answer.json()) as Fields;
    expect([answer.status, code]).toEqual([400, 'BAD_REQUEST']);
    return error;
  };

  it('works once', async () => {
    const front = await aFront();
    const code = await aCode(front);
    const answers = await Promise.all([
      exchange(front, { code }),
      exchange(front, { code }),
      exchange(front, { code }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect(await refusal(await exchange(front, { code }))).toBe('invalid_grant');
  });

  it.each([
    ['another verifier', { code_verifier: `${VERIFIER}x` }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_grant'],
    ['another redirect address', { redirect_uri: `${REDIRECT}2` }, 'invalid_grant'],
    ['another application', { client_id: 'else' }, 'invalid_client'],
    ['another grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['a made-up code', { code: 'made-up' }, 'invalid_grant'],
  ])('is refused with %s', async (_, fields, error) => {
    const front = await aFront();
    expect(await refusal(await exchange(front, { code: await aCode(front), ...fields }))).toBe(error);
  });

  it('is refused after a minute', async () => {
    const { clock, advance } = aClock();
    const front = await aFront({ clock });
    const code = await aCode(front);
    advance(60_000);
    expect(await refusal(await exchange(front, { code }))).toBe('invalid_grant');
  });
});

describe('a sign-in that was started wrongly', () => {
  it.each([
    { client_id: 'else' },
    { redirect_uri: 'https://evil.example/' },
    { redirect_uri: 'http://127.0.0.1.evil.example/' },
    { redirect_uri: 'http://localhost@evil.example/' },
    { redirect_uri: 'http://localhost:80@evil.example/' },
    { redirect_uri: 'http://localhost\\@evil.example/' },
    { redirect_uri: 'javascript:alert(1)' },
    { redirect_uri: '' },
  ])('with %o is told so on a page and sent nowhere', async (wrong) => {
    const front = await aFront();
    const answers = [
      await open(front, { ...ASKED, ...wrong }),
      await choose(front, 'demo.ada', { ...ASKED, ...wrong }),
    ];
    for (const answer of answers) {
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
      expect(await answer.text()).toMatch(/This sign-in cannot go on[\s\S]*(client_id|redirect_uri) must be/);
    }
  });

  it.each([
    { response_type: 'token' },
    { code_challenge: '' },
    { code_challenge: 'short' },
    { code_challenge_method: 'plain' },
  ])('with %o goes back to the application with an error, and never with a code', async (wrong) => {
    const front = await aFront();
    const back = sentTo(await open(front, { ...ASKED, ...wrong }, 'agent_sessions_demo_user=demo.ada'));
    expect(back).toMatchObject({ to: REDIRECT, error: 'invalid_request', state: 'st/1&2' });
    expect(back.code).toBeUndefined();
    expect((await choose(front, 'demo.ada', { ...ASKED, ...wrong })).status).toBe(400);
  });

  it.each(['demo.eve', '', 'ada'])('with the user %j is refused', async (user) => {
    expect((await choose(await aFront(), user)).status).toBe(400);
  });

  it("from another site's form is refused", async () => {
    const front = await aFront();
    for (const origin of ['https://evil.example', 'null']) {
      expect((await choose(front, 'demo.ada', ASKED, origin)).status).toBe(400);
    }
  });
});
