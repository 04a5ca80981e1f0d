import type { HrTime } from '@opentelemetry/api';
import type { Span } from './span.ts';

/** Delivers a batch. @throws when the receiver refuses it, or doesn't answer in time. */
export type SendSpans = (spans: readonly Span[]) => Promise<void>;

export type Receiver = {
  /** Of an OTLP receiver by HTTP, as `OTEL_EXPORTER_OTLP_ENDPOINT` has it: `/v1/traces` comes below it. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  serviceName: string;
  serviceVersion: string;
  /** Milliseconds that a delivery may take. */
  timeoutMs: number;
};

const SCOPE = { name: 'agent-sessions' };
/** As @opentelemetry/api has them; its own are enums, and this file's import must stay a lazy one. */
const KINDS = { INTERNAL: 0, CLIENT: 2 } as const;
const STATUS = { unset: 0, error: 2 } as const;
const SAMPLED = 1;

/** Delivers by OTLP over HTTP, as JSON. The library is loaded with the first batch: whoever exports nothing doesn't pay for it. */
export function sendSpans(receiver: Receiver): SendSpans {
  let opened: ReturnType<typeof open> | undefined;
  return async (spans) => {
    opened ??= open(receiver);
    const { exporter, resource } = await opened;
    const batch = spans.map((span) => readable(span, resource));
    return new Promise((resolve, reject) => {
      exporter.export(batch, ({ code, error }) => (code === 0 ? resolve() : reject(error ?? new DeliveryFailed())));
    });
  };
}

class DeliveryFailed extends Error {
  constructor() {
    super('The receiver of OpenTelemetry spans did not take them.');
    this.name = 'DeliveryFailed';
  }
}

async function open({ endpoint, headers, serviceName, serviceVersion, timeoutMs }: Receiver) {
  const [{ OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: timeoutMs,
    // A frozen sandbox would find its connection dead.
    httpAgentOptions: { keepAlive: false },
  });
  const resource = resourceFromAttributes({ 'service.name': serviceName, 'service.version': serviceVersion });
  return { exporter, resource };
}

function readable(span: Span, resource: Awaited<ReturnType<typeof open>>['resource']) {
  const { traceId, spanId, parentSpanId } = span;
  const context = { traceId, spanId, traceFlags: SAMPLED };
  return {
    name: span.name,
    kind: KINDS[span.kind],
    spanContext: () => context,
    ...(parentSpanId === undefined ? {} : { parentSpanContext: { ...context, spanId: parentSpanId } }),
    startTime: hrTime(span.startedAt),
    endTime: hrTime(span.endedAt),
    duration: hrTime(span.endedAt - span.startedAt),
    status: { code: span.failed ? STATUS.error : STATUS.unset },
    attributes: { ...span.attributes },
    ended: true,
    links: [],
    events: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    resource,
    instrumentationScope: SCOPE,
  };
}

/** Seconds and nanoseconds. */
function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1_000_000)];
}
