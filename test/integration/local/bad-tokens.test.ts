import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importJWK, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { aFolder, aFront, START } from './a-front.ts';

const SECONDS = START / 1000;

/** A front whose key the test has too: tokens with a good signature, whatever they say. */
async function aFrontWithItsKey() {
  const keyFile = join(aFolder(), 'issuer-key.json');
  const front = await aFront({ issuerOptions: { keyFile } });
  const key = await importJWK(JSON.parse(readFileSync(keyFile, 'utf8')), 'RS256');
  const { keys } = (await (await fetch(`${front.address}/local/.well-known/jwks.json`)).json()) as {
    keys: [{ kid: string }];
  };
  const sign = (changes: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}) => {
    const claims = { ...claimsOf(`${front.address}/local`), ...changes };
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: keys[0].kid, ...header }).sign(key);
  };
  const ask = async (token: string) => {
    const answer = await fetch(`${front.api}/sessions`, { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, body: (await answer.json()) as { code?: string; detail?: string } };
  };
  return { front, sign, ask };
}

const claimsOf = (iss: string): JWTPayload => ({
  ...{ iss, sub: 'ada', name: 'ada', tenant: 'demo', 'cognito:groups': ['admin'], projects: '*', jti: 'token-1' },
  ...{ client_id: 'agent-sessions', token_use: 'access', iat: SECONDS, exp: SECONDS + 3600 },
});

describe('a token with a good signature', async () => {
  const refused: [what: string, changes: JWTPayload, header?: object][] = [
    ['another client', { client_id: 'another-app' }],
    ['another audience', { aud: 'another-app' }],
    ['another audience, though the client is ours', { aud: ['another-app', 'third-app'] }],
    ['an empty audience', { aud: [] }],
    ['neither audience nor client', { client_id: undefined }],
    ['a client that is no text', { client_id: 7 }],
    ['no issuer', { iss: undefined }],
    ['the issuer with a slash more', { iss: 'http://127.0.0.1/local/' }],
    ['an issuer in a list', { iss: ['http://127.0.0.1/local'] as never }],
    ['no expiry', { exp: undefined }],
    ['an expiry that is now', { exp: SECONDS }],
    ['an expiry that is text', { exp: 'never' as never }],
    ['a beginning in the future', { nbf: SECONDS + 60 }],
    ['an issue in the future', { iat: SECONDS + 60 }],
    ['the use of an ID token', { token_use: 'id' }],
    ['no use', { token_use: undefined }],
    ['no key named', {}, { kid: undefined }],
    ['another key named', {}, { kid: 'another' }],
    ['an unknown critical header', {}, { crit: ['x'], x: 1 }],
  ];

  it('and good claims is let in', async () => {
    const { sign, ask } = await aFrontWithItsKey();
    expect((await ask(await sign())).status).toBe(200);
    expect((await ask(await sign({ client_id: undefined, aud: ['agent-sessions', 'more'] }))).status).toBe(200);
  });

  it.each(refused)('and %s is refused, and no handler hears of it', async (_, changes, header = {}) => {
    const { front, sign, ask } = await aFrontWithItsKey();
    const token = await sign(changes, header).catch(() => undefined);
    // What the library refuses to sign is put together by hand: the signature then is the least of its faults.
    const { status, body } = await ask(token ?? `${encoded({ alg: 'RS256', ...header })}.${encoded(changes)}.AAAA`);
    expect([status, body.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(body.detail).toMatch(/token/);
    expect(front.calls).toEqual([]);
  });
});

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
