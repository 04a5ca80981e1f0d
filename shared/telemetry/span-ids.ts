import { createHash } from 'node:crypto';
import type { SessionHead } from '../domain/session/control-item.ts';

/** Hexadecimal digits of OpenTelemetry's ids: 16 and 8 bytes. */
const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;

/** What the ids are made from; a session lives over many processes, so none of them can remember an id. */
export type Traced = Pick<SessionHead, 'tenantId' | 'sessionId' | 'lineage' | 'caller'>;

/** One trace holds the first session and all that it called, directly or not. */
export function traceIdOf({ tenantId, sessionId, lineage }: Traced): string {
  return digest(TRACE_DIGITS, 'trace', tenantId, lineage?.[0] ?? sessionId);
}

/** Of a session's own span, from its start to its end. */
export function sessionSpanId({ tenantId, sessionId }: Pick<Traced, 'tenantId' | 'sessionId'>): string {
  return digest(SPAN_DIGITS, 'session', tenantId, sessionId);
}

/** Of a model call or a tool call: known before it begins. */
export function entrySpanId({ tenantId, sessionId }: Pick<Traced, 'tenantId' | 'sessionId'>, seq: number): string {
  return digest(SPAN_DIGITS, 'entry', tenantId, sessionId, `${seq}`);
}

/**
 * The span below which a session's is: the tool call that started it. A session of a job that a session called is below that
 * session's own span, for the job doesn't say by which call it was started.
 */
export function callerSpanId({ tenantId, caller, lineage }: Traced): string | undefined {
  if (caller?.kind === 'session' && caller.seq !== undefined) {
    return entrySpanId({ tenantId, sessionId: caller.id }, caller.seq);
  }
  const above = lineage?.at(-1);
  return above === undefined ? undefined : sessionSpanId({ tenantId, sessionId: above });
}

/** The header of W3C Trace Context by which a service that a call asks joins the trace. */
export function traceparentOf(session: Traced, seq: number): string {
  return `00-${traceIdOf(session)}-${entrySpanId(session, seq)}-01`;
}

function digest(digits: number, ...parts: string[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, digits);
}
