import type { ApiEvent } from '../../functions/api/http/http-event.ts';

export type Claims = Record<string, unknown>;

/** The claims of a token: by default an admin of the tenant `acme` who sees every project. */
export function aToken(claims: Claims = {}): Claims {
  return { sub: 'ada', name: 'Ada', tenant: 'acme', 'cognito:groups': '[admin]', projects: '*', ...claims };
}

type Wanted = {
  method?: string;
  /** Below /api/v1, percent-encoded where needed; an absolute one begins with /api or is taken as it is with `rawPath`. */
  path?: string;
  rawPath?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  rawBody?: string;
  base64?: boolean;
  /** `null`: no token. */
  claims?: Claims | null;
};

/** An HTTP API event, payload format 2.0, as the gateway makes it. */
export function anApiRequest({
  method = 'GET',
  path = '/me',
  rawPath,
  query,
  headers,
  body,
  rawBody,
  base64,
  claims,
}: Wanted): ApiEvent {
  const text = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const type = text === undefined ? {} : { 'content-type': 'application/json' };
  return {
    rawPath: rawPath ?? `/api/v1${path}`,
    headers: { ...type, ...headers },
    ...(query === undefined ? {} : { queryStringParameters: query }),
    ...(text === undefined ? {} : { body: text }),
    isBase64Encoded: base64 ?? false,
    requestContext: {
      requestId: 'request-1',
      http: { method },
      ...(claims === null ? {} : { authorizer: { jwt: { claims: claims ?? aToken() } } }),
    },
  };
}
