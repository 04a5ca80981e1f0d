import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll } from 'vitest';
import type { Json } from './a-caller.ts';
import { until } from './until.ts';

export type ReceivedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  /** As OTLP numbers them: 1 internal, 3 client. */
  kind: number;
  startedAt: number;
  endedAt: number;
  /** 0 unset, 2 error. */
  status: number;
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
};

/** What is sent to it, as an OpenTelemetry collector on loopback would take it: OTLP over HTTP, as JSON. */
export async function anOtlpReceiver() {
  const requests: { path: string; headers: Record<string, unknown>; body: string }[] = [];
  const spans: ReceivedSpan[] = [];
  const state = { status: 200 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    requests.push({ path: request.url ?? '', headers: request.headers, body });
    if (state.status === 200) spans.push(...spansIn(JSON.parse(body)));
    response.writeHead(state.status, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  /** Every delivery of spans that belong to a session. */
  const ofSession = (sessionId: string) =>
    spans.filter(({ attributes }) => attributes['gen_ai.conversation.id'] === sessionId);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    spans,
    state,
    ofSession,
    /** Waits for the session's own span, which is the last of its spans to be sent or among them, and for `count` in all. */
    arrived: (sessionId: string, count: number): Promise<ReceivedSpan[]> =>
      until(
        async () => {
          const those = ofSession(sessionId);
          return those.length >= count ? those : undefined;
        },
        () => `${count} spans of ${sessionId}: there are ${ofSession(sessionId).map(({ name }) => name)}`,
      ),
  };
}

function spansIn({ resourceSpans }: Json): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }: Json) =>
    scopeSpans.flatMap((scope: Json) =>
      scope.spans.map((span: Json) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        name: span.name,
        kind: span.kind,
        startedAt: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
        endedAt: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
        status: span.status.code,
        attributes: valuesOf(span.attributes),
        resource: valuesOf(resource.attributes),
      })),
    ),
  );
}

function valuesOf(attributes: Json[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, textOrNumber(value)]));
}

function textOrNumber({ stringValue, intValue, doubleValue, arrayValue }: Json): unknown {
  return stringValue ?? intValue ?? doubleValue ?? arrayValue?.values.map(textOrNumber);
}
