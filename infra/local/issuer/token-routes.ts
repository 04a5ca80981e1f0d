import type { Answer } from '../emulators/http-api/answer.ts';
import type { LocalRoute, LocalRouteRequest } from '../emulators/http-api/local-route.ts';
import { problemAnswer } from '../emulators/http-api/problem-answer.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import {
  ACCESS_SCOPE,
  CLIENT_ID,
  type SignInput,
  signAccessToken,
  signIdToken,
  TOKEN_LIFETIME_SECONDS,
} from './sign-token.ts';
import { tokenRequestSchema } from './token-request.ts';

export type TokenRoutesOptions = {
  codes: AuthorizationCodes;
  /** What each token is signed with: fresh time and token id. */
  signInput: () => SignInput;
};

/** The two ways to a token: asking for it (scripts), and exchanging an authorization code (the console). */
export function tokenRoutes(options: TokenRoutesOptions): LocalRoute[] {
  return [
    { method: 'POST', path: '/local/token', handle: (request) => issueOnRequest(request, options) },
    { method: 'POST', path: '/local/oauth/token', handle: (request) => exchangeCode(request, options) },
  ];
}

async function issueOnRequest({ body }: LocalRouteRequest, { signInput }: TokenRoutesOptions): Promise<Answer> {
  const given = body.length === 0 ? {} : parseJson(body.toString('utf8'));
  const who = tokenRequestSchema.safeParse(given);
  if (!who.success) {
    return problemAnswer('BAD_REQUEST', {
      detail: 'The body must be a JSON object with tenant, user, roles and projects at most.',
      errors: who.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    });
  }
  return tokenAnswer({ access_token: await signAccessToken(who.data, ACCESS_SCOPE, signInput()) });
}

async function exchangeCode({ body }: LocalRouteRequest, { codes, signInput }: TokenRoutesOptions): Promise<Answer> {
  const form = new URLSearchParams(body.toString('utf8'));
  if (form.get('grant_type') !== 'authorization_code') {
    return oauthProblem('unsupported_grant_type', 'grant_type must be authorization_code.');
  }
  if (form.get('client_id') !== CLIENT_ID) return oauthProblem('invalid_client', `client_id must be ${CLIENT_ID}.`);
  const grant = codes.redeem({
    code: form.get('code') ?? '',
    redirectUri: form.get('redirect_uri') ?? '',
    verifier: form.get('code_verifier') ?? '',
  });
  if (grant === undefined) {
    return oauthProblem(
      'invalid_grant',
      'The code is unknown, used or too old, or redirect_uri or code_verifier is another one. Sign in again.',
    );
  }
  const { user, scope, nonce } = grant;
  const who = { tenant: user.tenant, user: user.user, roles: [user.role], projects: '*' as const };
  const wantsIdToken = scope.split(' ').includes('openid');
  return tokenAnswer({
    access_token: await signAccessToken(who, scope, signInput()),
    ...(wantsIdToken && { id_token: await signIdToken(who, nonce, signInput()) }),
    scope,
  });
}

function tokenAnswer(fields: Record<string, string>): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ ...fields, token_type: 'Bearer', expires_in: TOKEN_LIFETIME_SECONDS }),
  };
}

/** A problem that OAuth libraries understand too: they read `error` (RFC 6749, 5.2). */
function oauthProblem(error: string, detail: string): Answer {
  return problemAnswer('BAD_REQUEST', { detail, members: { error, error_description: detail } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
