/** What happened from one moment to another, in OpenTelemetry's words; times in milliseconds since 1970. */
export type Span = {
  /** 32 hexadecimal digits; the same for a session and all that it calls. */
  traceId: string;
  /** 16 hexadecimal digits, derived: what is delivered twice is the same span. */
  spanId: string;
  /** Absent: the root of its trace. */
  parentSpanId?: string | undefined;
  name: string;
  /** CLIENT: a call of another service, as a model is. */
  kind: 'INTERNAL' | 'CLIENT';
  startedAt: number;
  endedAt: number;
  attributes: Readonly<Record<string, AttributeValue>>;
  /** It failed; why is its attribute `error.type`. */
  failed: boolean;
};

export type AttributeValue = string | number | string[];

/** Where finished spans go. It never throws and is never waited for. */
export type Spans = {
  add: (span: Span) => void;
  /** The model that agents get by the id `default`; absent: it is not known here. */
  defaultModel?: string | undefined;
};

/** The attributes that have a value. */
export function attributesOf(
  values: Readonly<Record<string, AttributeValue | undefined>>,
): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
