import { isUtf8 } from 'node:buffer';
import { claimTexts } from './claim-texts.ts';
import type { HttpApiEvent } from './http-api-event.ts';
import type { RequestHeaders } from './request-headers.ts';
import type { RequestTarget } from './request-target.ts';

/** Bodies of these types travel as text, all others in base64. */
const TEXT_TYPE = /^(text\/|application\/(json|xml|javascript|[\w.-]+\+(json|xml))\b)/i;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export type EventInput = {
  method: string;
  /** As in `HTTP/1.1`. */
  protocol: string;
  /** Path pattern of the route. */
  routePath: string;
  params: Record<string, string>;
  target: RequestTarget;
  headers: RequestHeaders;
  body: Buffer;
  sourceIp: string;
  requestId: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Absent for open routes. */
  claims: Record<string, unknown> | undefined;
};

/** Builds the event that API Gateway would send to the Lambda function. */
export function toHttpApiEvent(input: EventInput): HttpApiEvent {
  const { headers, cookies } = input.headers;
  const { target, params, claims } = input;
  return {
    version: '2.0',
    routeKey: `${input.method} ${input.routePath}`,
    rawPath: target.path,
    rawQueryString: target.rawQuery,
    headers,
    ...(cookies.length > 0 && { cookies }),
    ...(target.query.length > 0 && { queryStringParameters: joinRepeated(target.query) }),
    ...(Object.keys(params).length > 0 && { pathParameters: params }),
    requestContext: {
      ...requestContext(input),
      ...(claims !== undefined && { authorizer: { jwt: { claims: claimTexts(claims), scopes: null } } }),
    },
    ...bodyFields(input.body, headers),
  };
}

function requestContext({ method, protocol, routePath, target, headers, sourceIp, requestId, at }: EventInput) {
  const domainName = headers.headers.host ?? '127.0.0.1';
  return {
    accountId: '000000000000',
    apiId: 'local',
    domainName,
    domainPrefix: domainName.split(/[.:]/, 1)[0] ?? domainName,
    http: { method, path: target.path, protocol, sourceIp, userAgent: headers.headers['user-agent'] ?? '' },
    requestId,
    routeKey: `${method} ${routePath}`,
    stage: '$default' as const,
    time: logTime(at),
    timeEpoch: at,
  };
}

function joinRepeated(pairs: [string, string][]): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of pairs) joined.set(name, joined.has(name) ? `${joined.get(name)},${value}` : value);
  return Object.fromEntries(joined);
}

/** Bytes that are no UTF-8 go in base64 too, whatever their type says: as a text they would arrive changed. */
function bodyFields(body: Buffer, headers: Record<string, string>): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = TEXT_TYPE.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;
  return isText && isUtf8(body)
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}

function logTime(at: number): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
