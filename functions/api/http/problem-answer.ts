import { PROBLEM_TYPE, type Problem, type ProblemCode, problemHead } from '../../../shared/contracts/problem.ts';
import { Refusal, Unavailable } from '../../../shared/contracts/refusal.ts';
import { isPassingFault } from '../../../shared/runtime/passing-fault.ts';
import type { ApiAnswer } from './http-event.ts';

/** The problem as which an error is answered. What is no refusal is ours: it is told without its text, which may hold anything. */
export function problemAnswer(error: unknown, requestId: string): ApiAnswer {
  const refusal = refusalOf(error);
  if (refusal === undefined) {
    return answer(
      'INTERNAL',
      `Something failed on our side. Try again, and report request ${requestId} when it stays.`,
      {
        requestId,
      },
    );
  }
  const { errors, extensions, headers } = refusal.facts;
  const further = { ...(errors === undefined ? {} : { errors }), ...extensions };
  return answer(refusal.code, refusal.message, further, headers);
}

/** Whether the caller, or a service that is busy, is the reason: nothing to look into on our side. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (isPassingFault(error)) {
    return new Unavailable('A service behind this one is busy. Try again in a few seconds.');
  }
  return undefined;
}

function answer(
  code: ProblemCode,
  detail: string,
  extensions: Record<string, unknown>,
  headers: Record<string, string> = {},
): ApiAnswer {
  const problem: Problem = { ...extensions, ...problemHead(code), detail };
  return {
    statusCode: problem.status,
    headers: {
      'Content-Type': PROBLEM_TYPE,
      'Cache-Control': 'no-store',
      ...headers,
      ...(code === 'UNAUTHENTICATED' ? { 'WWW-Authenticate': 'Bearer' } : {}),
    },
    body: JSON.stringify(problem),
  };
}
