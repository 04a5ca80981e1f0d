import { createHash } from 'node:crypto';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { DemoUser } from './demo-users.ts';

/** RFC 6749 (4.1.2) advises ten minutes at most; a browser brings a code back in under a second. */
const LIFETIME_MS = 60_000;
/** Codes waiting at a time; the oldest go first, so that a loop of sign-ins can't fill the memory. */
const MAX_WAITING = 1_000;

/** What a code stands for. */
export type Grant = {
  user: DemoUser;
  redirectUri: string;
  challenge: string;
  scope: string;
  nonce: string | undefined;
};

export type AuthorizationCodes = {
  issue: (grant: Grant) => string;
  /** The grant of a code, once; `undefined` for an unknown, used or old code and for a wrong verifier or address. */
  redeem: (presented: { code: string; redirectUri: string; verifier: string }) => Grant | undefined;
};

/** Keeps authorization codes in memory: single use, bound to their redirect address and PKCE challenge (RFC 7636, S256). */
export function createAuthorizationCodes({
  clock,
  newCode,
}: {
  clock: Clock;
  newCode: () => string;
}): AuthorizationCodes {
  const waiting = new Map<string, Grant & { until: number }>();
  return {
    issue: (grant) => {
      const code = newCode();
      const oldest = waiting.keys().next();
      if (waiting.size >= MAX_WAITING && oldest.done !== true) waiting.delete(oldest.value);
      waiting.set(code, { ...grant, until: clock.now() + LIFETIME_MS });
      return code;
    },
    redeem: ({ code, redirectUri, verifier }) => {
      const grant = waiting.get(code);
      waiting.delete(code);
      if (grant === undefined || grant.until <= clock.now()) return undefined;
      return grant.redirectUri === redirectUri && grant.challenge === challengeOf(verifier) ? grant : undefined;
    },
  };
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
