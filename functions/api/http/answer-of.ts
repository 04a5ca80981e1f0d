import * as z from 'zod';
import type { Route } from '../../../shared/contracts/route.ts';
import { isRecord } from '../../../shared/domain/session/call-arguments.ts';
import type { ApiAnswer } from './http-event.ts';

/** An operation answered what its route does not promise: a fault of ours. */
class UnpromisedAnswer extends Error {}

/** The answer as the gateway takes it: passed through the route's schema, so that nothing unpromised leaks. */
export function answerOf(
  route: Route,
  { status = route.status, headers = {}, body }: { status?: number; headers?: Record<string, string>; body: unknown },
): ApiAnswer {
  if (route.response === undefined) return { statusCode: status, headers: { ...headers, ...NEVER_KEPT }, body: '' };
  const parsed = route.response.safeParse(body);
  if (!parsed.success) throw new UnpromisedAnswer(`${route.operationId} answered: ${z.prettifyError(parsed.error)}`);
  return {
    statusCode: status,
    headers: { 'Content-Type': 'application/json', ...NEVER_KEPT, ...tag(parsed.data), ...headers },
    body: JSON.stringify(parsed.data),
  };
}

/** Answers depend on who asks and on now. */
const NEVER_KEPT = { 'Cache-Control': 'no-store' };

function tag(body: unknown): Record<string, string> {
  return isRecord(body) && Number.isInteger(body.version) ? { ETag: `"${body.version}"` } : {};
}
