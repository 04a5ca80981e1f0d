import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { openIssuer } from '../../../infra/local/issuer/open-issuer.ts';
import { StartError } from '../../../infra/local/start-error.ts';
import { aFolder, aFront, START } from './a-front.ts';

describe('POST /local/token', () => {
  const ask = (front: { address: string }, body?: string) =>
    fetch(`${front.address}/local/token`, { method: 'POST', ...(body !== undefined && { body }) });

  it('gives a token of ada, admin of tenant demo, when nothing is asked for', async () => {
    const front = await aFront();
    for (const body of [undefined, '', '{}']) {
      const answer = await ask(front, body);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const { access_token, ...rest } = (await answer.json()) as { access_token: string };
      expect(rest).toEqual({ token_type: 'Bearer', expires_in: 12 * 3600 });
      expect(decodeProtectedHeader(access_token)).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
      expect(decodeJwt(access_token)).toEqual({
        sub: 'ada',
        name: 'ada',
        tenant: 'demo',
        'cognito:groups': ['admin'],
        projects: '*',
        client_id: 'agent-sessions',
        token_use: 'access',
        scope: 'agent-sessions/api',
        iss: `${front.address}/local`,
        iat: START / 1000,
        exp: START / 1000 + 12 * 3600,
        jti: expect.any(String),
      });
    }
  });

  it('gives a token of whom one asks for', async () => {
    const front = await aFront();
    const who = { tenant: 'acme1', user: 'olga@acme.example', roles: [], projects: ['billing', 'default'] };
    expect(decodeJwt(await front.tokenFor(who))).toMatchObject({
      sub: 'olga@acme.example',
      tenant: 'acme1',
      'cognito:groups': [],
      projects: ['billing', 'default'],
    });
    expect(decodeJwt(await front.tokenFor({ projects: '*' }))).toMatchObject({ projects: '*' });
  });

  it.each([
    ['{"tenant":"Demo"}', 'tenant'],
    ['{"tenant":"de"}', 'tenant'],
    ['{"tenant":"a#b"}', 'tenant'],
    ['{"tenant":null}', 'tenant'],
    ['{"user":""}', 'user'],
    ['{"user":"a b"}', 'user'],
    ['{"roles":"admin"}', 'roles'],
    ['{"roles":["a b"]}', 'roles.0'],
    ['{"roles":["[admin]"]}', 'roles.0'],
    ['{"projects":"default"}', 'projects'],
    ['{"projects":[1]}', 'projects'],
    ['{"admin":true}', ''],
    ['[]', ''],
    ['"ada"', ''],
    ['{', ''],
    ['null', ''],
  ])('refuses %s', async (body, path) => {
    const answer = await ask(await aFront(), body);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await answer.json()) as {
      status: number;
      code: string;
      errors: { path: string; message: string }[];
    };
    expect([answer.status, problem.status, problem.code]).toEqual([400, 400, 'BAD_REQUEST']);
    expect(problem.errors[0]!.path).toMatch(new RegExp(`^${path}`));
    expect(problem.errors[0]!.message).not.toBe('');
  });
});

describe("the issuer's documents", () => {
  it('let a standard library verify its tokens', async () => {
    const front = await aFront();
    const issuer = `${front.address}/local`;
    const configuration = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Record<
      string,
      string
    >;
    expect(configuration).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
    });
    const keys = createRemoteJWKSet(new URL(configuration.jwks_uri!));
    const { payload } = await jwtVerify(await front.tokenFor(), keys, { issuer, currentDate: new Date(START) });
    expect(payload.sub).toBe('ada');
  });

  it('never show a private part of the key', async () => {
    const front = await aFront();
    const { keys } = (await (await fetch(`${front.address}/local/.well-known/jwks.json`)).json()) as { keys: object[] };
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  });
});

describe("the issuer's key", () => {
  it('is kept in a file that only its owner may read, and outlives a restart', async () => {
    const keyFile = join(aFolder(), 'issuer-key.json');
    const first = await aFront({ issuerOptions: { keyFile } });
    const headers = await first.bearer();
    await first.close();
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const second = await aFront({ issuerOptions: { keyFile }, port: first.port });
    expect((await fetch(`${second.api}/sessions`, { headers })).status).toBe(200);
  });

  it.each(['', 'rubbish', '{}', '{"kty":"RSA"}', '{"kty":"oct","k":"AAAA"}', 'null'])(
    'stops the start with one clear line when its file holds %s',
    async (content) => {
      const keyFile = join(aFolder(), 'issuer-key.json');
      writeFileSync(keyFile, content);
      const failure = await openIssuer({ keyFile, production: false }).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StartError);
      expect(String(failure)).toMatch(/issuer-key\.json is broken\. Delete that file/);
      expect(readFileSync(keyFile, 'utf8')).toBe(content);
    },
  );

  it('stops the start when its file holds a public key only', async () => {
    const keyFile = join(aFolder(), 'issuer-key.json');
    const front = await aFront();
    const keySet = await (await fetch(`${front.address}/local/.well-known/jwks.json`)).json();
    writeFileSync(keyFile, JSON.stringify((keySet as { keys: object[] }).keys[0]));
    await expect(openIssuer({ keyFile, production: false })).rejects.toThrow(/broken/);
  });

  it('is not even made in production', async () => {
    const keyFile = join(aFolder(), 'issuer-key.json');
    expect(await openIssuer({ keyFile, production: true })).toBeUndefined();
    expect(statSync(keyFile, { throwIfNoEntry: false })).toBeUndefined();
  });
});
