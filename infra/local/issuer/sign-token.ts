import { sign as cryptoSign } from 'node:crypto';
import { promisify } from 'node:util';
import type { IssuerKey } from './issuer-key.ts';
import type { TokenRequest } from './token-request.ts';

const signWithKey = promisify(cryptoSign);

/** The app client that the laptop's tokens are for; the gateway on AWS has the console's Cognito client in its place. */
export const CLIENT_ID = 'agent-sessions';
/** A working day, so that nobody's token runs out in the middle of a try-out. Cognito's default is one hour. */
export const TOKEN_LIFETIME_SECONDS = 12 * 3600;
export const ACCESS_SCOPE = 'agent-sessions/api';

export type SignInput = {
  key: IssuerKey;
  issuer: string;
  tokenId: string;
  /** Milliseconds since 1970. */
  at: number;
};

/** Signs an access token with the claims of a Cognito access token: `client_id`, and no `aud`. */
export function signAccessToken(who: TokenRequest, scope: string, input: SignInput): Promise<string> {
  const claims = {
    name: who.user,
    tenant: who.tenant,
    'cognito:groups': who.roles,
    projects: who.projects,
    client_id: CLIENT_ID,
    token_use: 'access',
    scope,
  };
  return sign(claims, who, input);
}

/** Signs an ID token, which tells a browser library who signed in. The API refuses it. */
export function signIdToken(who: TokenRequest, nonce: string | undefined, input: SignInput): Promise<string> {
  return sign({ name: who.user, tenant: who.tenant, aud: CLIENT_ID, token_use: 'id', nonce }, who, input);
}

function sign(
  claims: Record<string, unknown>,
  who: TokenRequest,
  { key, issuer, tokenId, at }: SignInput,
): Promise<string> {
  const iat = Math.floor(at / 1000);
  const registered = { iss: issuer, sub: who.user, jti: tokenId, iat, exp: iat + TOKEN_LIFETIME_SECONDS };
  return signed({ alg: 'RS256', kid: key.keyId }, { ...claims, ...registered }, key);
}

/** A JWS in compact form (RFC 7515). */
async function signed(header: object, payload: object, { privateKey }: IssuerKey): Promise<string> {
  const text = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = await signWithKey('sha256', Buffer.from(text), privateKey);
  return `${text}.${signature.toString('base64url')}`;
}
