import { randomBytes, randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../../shared/runtime/clock.ts';
import type { FrontIssuer } from '../emulators/http-api/start-front.ts';
import { createAuthorizationCodes } from './authorization-codes.ts';
import { authorizeRoutes } from './authorize-routes.ts';
import { discoveryRoutes } from './discovery-routes.ts';
import { openIssuerKey } from './issuer-key.ts';
import { tokenRoutes } from './token-routes.ts';
import { createVerifyToken } from './verify-token.ts';

export type IssuerOptions = {
  /** Where the key is kept. */
  keyFile: string;
  /** `NODE_ENV=production`: then there is no issuer. */
  production: boolean;
  clock?: Clock;
  newTokenId?: () => string;
  newCode?: () => string;
};

/**
 * Opens the laptop's token issuer, which gives a token to everybody who asks: for the loopback address only, and never
 * in production, where the answer is `undefined`. Answers what makes it once the front's address is known.
 */
export async function openIssuer(options: IssuerOptions): Promise<((address: string) => FrontIssuer) | undefined> {
  if (options.production) return undefined;
  const { clock = systemClock, newTokenId = randomUUID, newCode = randomCode } = options;
  const key = await openIssuerKey(options.keyFile);
  return (address) => {
    const issuer = `${address}/local`;
    const codes = createAuthorizationCodes({ clock, newCode });
    const signInput = () => ({ key, issuer, tokenId: newTokenId(), at: clock.now() });
    return {
      verifyToken: createVerifyToken({ key, issuer, clock }),
      routes: [
        ...discoveryRoutes({ key, issuer }),
        ...tokenRoutes({ codes, signInput }),
        ...authorizeRoutes({ codes, origin: address }),
      ],
    };
  };
}

function randomCode(): string {
  return randomBytes(32).toString('base64url');
}
