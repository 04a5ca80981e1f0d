import { InvalidRequest, TooLarge, UnsupportedMediaType } from '../../../shared/contracts/refusal.ts';
import type { Route } from '../../../shared/contracts/route.ts';
import type { ApiEvent } from './http-event.ts';

/** Largest request body, in bytes (api.md). */
const MAX_BODY_BYTES = 1_048_576;
/** Far deeper than any agent's JSON, and shallow enough for every recursive reader behind it. */
const MAX_DEPTH = 100;
const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

/** The body as JSON, not yet checked against the route's schema; `undefined` when there is none and none is needed. */
export function parseBody(route: Route, event: ApiEvent): unknown {
  const bytes = bytesOf(event);
  if (bytes.length > MAX_BODY_BYTES) {
    throw new TooLarge(`The body has ${bytes.length} bytes; at most ${MAX_BODY_BYTES} are taken.`);
  }
  if (route.body === undefined) {
    if (bytes.length > 0) throw new InvalidRequest(`${route.method} ${route.path} takes no body. Send none.`);
    return undefined;
  }
  if (bytes.length === 0) {
    if (route.bodyOptional === true) return undefined;
    throw new InvalidRequest('The body is missing. Send JSON.');
  }
  const type = event.headers?.['content-type'];
  if (!JSON_TYPE.test(type ?? '')) {
    throw new UnsupportedMediaType(`The body came as ${type ?? 'no content type'}. Send it as application/json.`);
  }
  return parseJson(bytes, route.confidential === true);
}

function bytesOf({ body, isBase64Encoded }: ApiEvent): Buffer {
  return Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8');
}

function parseJson(bytes: Buffer, isConfidential: boolean): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    // The parser quotes what it stumbled over.
    const syntax = isConfidential ? 'its syntax is wrong' : String(error).slice(0, 200);
    const reason = error instanceof SyntaxError ? syntax.replace(/^SyntaxError: /, '') : 'it is not UTF-8';
    throw new InvalidRequest(`The body is not valid JSON: ${reason}.`);
  }
  checkStructure(value);
  return value;
}

/** Level by level, without recursion: it is what protects recursive readers. */
function checkStructure(root: unknown): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw new InvalidRequest(`The body nests deeper than ${MAX_DEPTH} levels.`);
    if (level.some((value) => typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__'))) {
      throw new InvalidRequest('The body holds a key "__proto__", which is never taken.');
    }
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
}
