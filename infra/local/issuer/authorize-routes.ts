import type { Answer } from '../emulators/http-api/answer.ts';
import type { LocalRoute, LocalRouteRequest } from '../emulators/http-api/local-route.ts';
import { problemAnswer } from '../emulators/http-api/problem-answer.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts';
import { type DemoUser, demoUserKey, findDemoUser } from './demo-users.ts';
import { signInProblemPage, userChoicePage } from './user-choice-page.ts';

const COOKIE = 'agent_sessions_demo_user';
/** Thirty days in seconds. */
const COOKIE_LIFETIME = 30 * 24 * 3600;

/** The sign-in page: shows the demo users, or goes on at once with the one whom this browser chose before. */
export function authorizeRoutes({ codes, origin }: { codes: AuthorizationCodes; origin: string }): LocalRoute[] {
  return [
    { method: 'GET', path: '/local/authorize', handle: (request) => showOrGoOn(request, codes) },
    { method: 'POST', path: '/local/authorize', handle: (request) => takeChoice(request, codes, origin) },
  ];
}

function showOrGoOn({ query, cookies }: LocalRouteRequest, codes: AuthorizationCodes): Answer {
  const reading = readAuthorizeRequest(query);
  if ('untrusted' in reading) return signInProblemPage(reading.untrusted);
  if ('refused' in reading) {
    return backToApplication(reading.redirectUri, {
      error: 'invalid_request',
      error_description: reading.refused,
      state: reading.state,
    });
  }
  const { request } = reading;
  const last = rememberedUser(cookies);
  const prompts = request.prompt?.split(' ') ?? [];
  if (last !== undefined && !prompts.includes('login') && !prompts.includes('select_account')) {
    return signIn(request, last, codes);
  }
  if (prompts.includes('none')) {
    return backToApplication(request.redirect_uri, { error: 'login_required', state: request.state });
  }
  return userChoicePage(
    [...query].filter(([name]) => name !== 'user'),
    last,
  );
}

function takeChoice({ body, headers }: LocalRouteRequest, codes: AuthorizationCodes, origin: string): Answer {
  // Another site's form would sign the person in as somebody whom they did not choose.
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host, origin)) {
    return problemAnswer('BAD_REQUEST', { detail: 'The choice was not made on the sign-in page of this server.' });
  }
  const form = new URLSearchParams(body.toString('utf8'));
  const reading = readAuthorizeRequest(form);
  if ('untrusted' in reading) return signInProblemPage(reading.untrusted);
  if ('refused' in reading) return signInProblemPage(reading.refused);
  const user = findDemoUser(form.get('user') ?? undefined);
  return user === undefined ? signInProblemPage('There is no such demo user') : signIn(reading.request, user, codes);
}

/** The page may have been opened as localhost; the front lets through no host but this computer's. */
function isOwnOrigin(sent: string, host: string | undefined, origin: string): boolean {
  return sent === origin || sent === `http://${host}`;
}

function signIn(request: AuthorizeRequest, user: DemoUser, codes: AuthorizationCodes): Answer {
  const { redirect_uri: redirectUri, code_challenge: challenge, scope, nonce, state } = request;
  const code = codes.issue({ user, redirectUri, challenge, scope, nonce });
  return {
    ...backToApplication(redirectUri, { code, state }),
    cookies: [
      `${COOKIE}=${demoUserKey(user)}; Path=/local/authorize; Max-Age=${COOKIE_LIFETIME}; HttpOnly; SameSite=Lax`,
    ],
  };
}

function backToApplication(redirectUri: string, parameters: Record<string, string | undefined>): Answer {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) location.searchParams.set(name, value);
  }
  // 303: the browser follows with GET, whether it came by the link or by the form.
  return { status: 303, headers: { location: location.href, 'cache-control': 'no-store' } };
}

function rememberedUser(cookies: string[]): DemoUser | undefined {
  const cookie = cookies.find((candidate) => candidate.startsWith(`${COOKIE}=`));
  return findDemoUser(cookie?.slice(COOKIE.length + 1));
}
