import type { errors, JWTPayload } from 'jose';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { loadedOnce } from '../../../shared/runtime/loaded-once.ts';
import type { TokenVerdict, VerifyToken } from '../emulators/http-api/bearer-token.ts';
import type { IssuerKey } from './issuer-key.ts';
import { CLIENT_ID } from './sign-token.ts';

/** Verified tokens that are remembered: an RSA check for each request would be most of the front's own cost. */
const MAX_REMEMBERED = 500;

/** The library that verifies tokens, loaded with the first one. */
const jose = loadedOnce(() => import('jose'));

/** Checks tokens as the gateway's JWT authoriser does: RSA signature by the key that the token names, issuer, times, and `aud` or else `client_id`. */
export function createVerifyToken({
  key,
  issuer,
  clock,
}: {
  key: IssuerKey;
  issuer: string;
  clock: Clock;
}): VerifyToken {
  const remembered = new Map<string, JWTPayload>();
  return async (token) => {
    const known = remembered.get(token);
    if (known !== undefined && Number(known.exp) * 1000 > clock.now()) return { claims: known };
    const { errors, jwtVerify } = await jose();
    try {
      const currentDate = new Date(clock.now());
      const options = { algorithms: ['RS256'], issuer, currentDate };
      const { payload, protectedHeader } = await jwtVerify(token, key.publicKey, options);
      if (protectedHeader.kid !== key.keyId)
        return { refused: 'The token does not name the key of this server ("kid").' };
      const verdict = judgeClaims(payload, clock.now());
      if ('claims' in verdict) remember(remembered, token, payload);
      return verdict;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      return { refused: refusalText(error, issuer) };
    }
  };
}

function judgeClaims(claims: JWTPayload, now: number): TokenVerdict {
  if (claims.exp === undefined) return { refused: 'The token has no expiry.' };
  if ((claims.iat ?? 0) * 1000 > now) return { refused: 'The token says that it was issued in the future.' };
  const audience = claims.aud ?? claims.client_id;
  const isForUs = Array.isArray(audience) ? audience.includes(CLIENT_ID) : audience === CLIENT_ID;
  if (!isForUs) return { refused: `The token is for another application. It must be for ${CLIENT_ID}.` };
  if (claims.token_use !== 'access') return { refused: 'The token is no access token. Send the access token.' };
  return { claims };
}

function remember(remembered: Map<string, JWTPayload>, token: string, claims: JWTPayload): void {
  const oldest = remembered.keys().next();
  if (remembered.size >= MAX_REMEMBERED && oldest.done !== true) remembered.delete(oldest.value);
  remembered.set(token, claims);
}

function refusalText(error: errors.JOSEError, issuer: string): string {
  if (error.code === 'ERR_JWT_EXPIRED') return 'The token has expired. Get a new one.';
  if ('claim' in error && error.claim === 'iss') {
    return `The token is from another issuer. This server takes those of ${issuer} only.`;
  }
  return 'The token is not valid: it was not signed by this server, or it was changed.';
}
