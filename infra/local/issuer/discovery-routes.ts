import type { Answer } from '../emulators/http-api/answer.ts';
import type { LocalRoute } from '../emulators/http-api/local-route.ts';
import type { IssuerKey } from './issuer-key.ts';
import { ACCESS_SCOPE } from './sign-token.ts';

/** The issuer's discovery document and its public key. */
export function discoveryRoutes({ key, issuer }: { key: IssuerKey; issuer: string }): LocalRoute[] {
  const configuration = jsonAnswer({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', ACCESS_SCOPE],
    prompt_values_supported: ['none', 'login', 'select_account'],
    token_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
  });
  const keySet = jsonAnswer({ keys: [key.publicJwk] });
  return [
    { method: 'GET', path: '/local/.well-known/openid-configuration', handle: () => configuration },
    { method: 'GET', path: '/local/.well-known/jwks.json', handle: () => keySet },
  ];
}

function jsonAnswer(body: unknown): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
