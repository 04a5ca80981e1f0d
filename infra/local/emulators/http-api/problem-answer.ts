import { PROBLEM_TYPE, type ProblemCode, problemHead } from '../../../../shared/contracts/problem.ts';
import type { Answer } from './answer.ts';

/** The codes of api.md ("Errors") that the front itself answers with. */
export type FrontProblemCode = Extract<
  ProblemCode,
  'BAD_REQUEST' | 'UNAUTHENTICATED' | 'NOT_FOUND' | 'TOO_LARGE' | 'INTERNAL' | 'UNAVAILABLE'
>;

export type ProblemDetails = {
  detail: string;
  /** Only where HTTP has a more exact status than the code's own, such as 431. */
  status?: number;
  headers?: Record<string, string>;
  errors?: { path: string; message: string }[];
  /** Further members of the problem. */
  members?: Record<string, string>;
};

/** An error as the contract spells it: `application/problem+json` (RFC 9457). */
export function problemAnswer(code: FrontProblemCode, details: ProblemDetails): Answer {
  const head = problemHead(code);
  const { detail, status = head.status, headers = {}, errors, members = {} } = details;
  return {
    status,
    headers: { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({ ...head, status, detail, errors, ...members }),
  };
}
