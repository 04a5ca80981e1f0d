import { createHash } from 'node:crypto';
import { contentSecurityPolicy } from '../../console/content-security-policy.ts';
import type { Answer } from '../emulators/http-api/answer.ts';
import type { LocalRoute, LocalRouteRequest } from '../emulators/http-api/local-route.ts';
import { problemAnswer } from '../emulators/http-api/problem-answer.ts';
import { CLIENT_ID } from '../issuer/sign-token.ts';
import type { ConsoleFile, ConsoleFiles } from './console-files.ts';

/** The issuer's tokens name this host; the console has to be on it too. */
const HOST = '127.0.0.1';

const HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' };
const PAGE_HEADERS = {
  ...HEADERS,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentSecurityPolicy(),
  'cache-control': 'no-cache',
};
/** The file's name changes with its content. */
const ASSET_CACHING = 'public, max-age=31536000, immutable';

/** The console at `/`: its files, its settings, and its page for every other address that a browser opens. */
export function consoleRoutes({ files }: { files: ConsoleFiles }): LocalRoute[] {
  return [
    { method: 'GET', path: '/', handle: (request) => answerPage(request, files) },
    { method: 'GET', path: '/config.json', handle: ({ headers }) => answerSettings(headers.host) },
    { method: 'GET', path: '/assets/{file}', handle: (request) => answerAsset(request, files) },
    { method: 'GET', path: '/{path+}', handle: (request) => answerPage(request, files) },
  ];
}

async function answerPage(request: LocalRouteRequest, files: ConsoleFiles): Promise<Answer> {
  const { host = HOST, accept = '' } = request.headers;
  // Scripts that mistype a path of the API are told so; a page is for those who read pages.
  if (request.path !== '/' && !accept.includes('text/html')) return notFound(request);
  if (new URL(`http://${host}`).hostname !== HOST) return toOwnHost(host, request.url);
  try {
    const page = await files.page();
    return { status: 200, headers: PAGE_HEADERS, body: page };
  } catch (error) {
    return buildProblem(error instanceof Error ? error.message : String(error));
  }
}

async function answerAsset(request: LocalRouteRequest, files: ConsoleFiles): Promise<Answer> {
  const asset: ConsoleFile | undefined = await files.asset(request.params.file ?? '');
  if (asset === undefined) return notFound(request);
  return {
    status: 200,
    headers: { ...HEADERS, 'content-type': asset.contentType, 'cache-control': ASSET_CACHING },
    body: asset.body,
  };
}

/** Where and as which client the console signs people in. On AWS the same file is deployed beside the console. */
function answerSettings(host = HOST): Answer {
  return {
    status: 200,
    headers: { ...HEADERS, 'content-type': 'application/json', 'cache-control': 'no-cache' },
    body: JSON.stringify({
      authority: `http://${host}/local`,
      clientId: CLIENT_ID,
      scope: 'openid agent-sessions/api',
    }),
  };
}

function toOwnHost(host: string, url: string): Answer {
  const { port } = new URL(`http://${host}`);
  return { status: 307, headers: { location: `http://${HOST}${port === '' ? '' : `:${port}`}${url}` } };
}

function notFound({ method, path }: LocalRouteRequest): Answer {
  return problemAnswer('NOT_FOUND', { detail: `There is no ${method} ${path}.` });
}

function buildProblem(message: string): Answer {
  const style =
    'body{font:15px/1.5 system-ui,sans-serif;max-width:70ch;margin:10vh auto;padding:0 2ch}pre{white-space:pre-wrap}';
  const escaped = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return {
    status: 500,
    headers: {
      ...PAGE_HEADERS,
      'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
      'cache-control': 'no-store',
    },
    body: `<!doctype html><html lang="en"><title>The console could not be built</title><style>${style}</style>
<h1>The console could not be built</h1>
<p>Run <code>npm run build</code> to see it again, mend what it says, and reload this page. The API works meanwhile.</p>
<pre>${escaped}</pre></html>`,
  };
}
