import type { Clock } from '../runtime/clock.ts';
import type { Environment } from '../runtime/environment.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Metrics } from './metrics.ts';
import { type OpenSpans, openSpans } from './open-spans.ts';
import { sendSpans } from './send-spans.ts';

/** One delivery may take so long, in milliseconds: a receiver belongs near to what it receives from. */
const DELIVERY_MS = 1_000;

export type SpansToDeps = {
  environment: Environment;
  clock: Clock;
  logger: Logger;
  metrics?: Metrics | undefined;
  afterMs?: number;
};

/** Spans go to the receiver that the environment names; `undefined` when it names none, and then nothing is loaded for it. */
export function spansTo({ environment, clock, logger, metrics, afterMs }: SpansToDeps): OpenSpans | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME } = environment;
  if (endpoint === '') return undefined;
  const send = sendSpans({
    endpoint,
    headers: headersIn(OTEL_EXPORTER_OTLP_HEADERS),
    serviceName: OTEL_SERVICE_NAME,
    serviceVersion: environment.SERVICE_VERSION,
    timeoutMs: DELIVERY_MS,
  });
  const spans = openSpans({
    send,
    clock,
    reportFailure: (message, facts) => logger.warn(message, facts),
    onLost: (value) => metrics?.add({ name: 'SpansLost', value, dimensions: {} }),
    ...(afterMs === undefined ? {} : { afterMs }),
  });
  return { ...spans, defaultModel: environment.OPENAI_MODEL };
}

/** As OpenTelemetry writes headers into a variable: `name=value,…`, values percent-encoded. */
function headersIn(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap((pair) => {
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    return name === undefined || value === undefined ? [] : [[name.toLowerCase(), decoded(value)]];
  });
  return Object.fromEntries(pairs);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
