import type { LocalRequest, LocalService } from './local-service.ts';

/** What an SDK client hands to its `requestHandler`: the part that is used here. */
type SdkRequest = {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: LocalRequest['body'];
};
type SdkRequestOptions = { abortSignal?: { aborted: boolean } };

/**
 * A transport for AWS SDK v3 clients that calls `service` in place of a socket. People develop on the laptop, and every
 * request of theirs passes here. The client still needs an `endpoint`, which names nothing.
 */
export function inProcessHandler(service: LocalService) {
  return {
    metadata: { handlerProtocol: 'in-process' },
    handle: async (request: SdkRequest, { abortSignal }: SdkRequestOptions = {}) => {
      throwIfAborted(abortSignal);
      const { status, headers, body } = await service({
        method: request.method,
        path: request.path + queryOf(request.query),
        headers: lowerCaseNames(request.headers),
        body: request.body,
      });
      throwIfAborted(abortSignal);
      // The client takes bytes as they are; anything else it would collect as a stream.
      return { response: { statusCode: status, headers, body: typeof body === 'string' ? Buffer.from(body) : body } };
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    destroy: () => {},
  };
}

/**
 * Settings of an SDK client that calls `service` in the process. Its requests are not signed, as nobody would look at the
 * signature: that alone is a third of what the client itself costs.
 */
export function inProcessClient(service: LocalService) {
  return {
    requestHandler: inProcessHandler(service),
    endpoint: 'http://in-process.local',
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    signer: async () => ({ sign: async <R>(request: R) => request }),
  };
}

/** An abort is looked at before and after, as a local service answers in milliseconds. The client knows it by name. */
function throwIfAborted(signal: { aborted: boolean } | undefined): void {
  if (signal?.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}

function queryOf(query: SdkRequest['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value ?? '']).map((one): [string, string] => [name, one]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

function lowerCaseNames(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
