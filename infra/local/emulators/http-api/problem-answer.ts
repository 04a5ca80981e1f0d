import type { Answer } from './answer.ts';

const PROBLEMS = {
  BAD_REQUEST: { status: 400, title: 'Bad request' },
  UNAUTHENTICATED: { status: 401, title: 'Not authenticated' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  TOO_LARGE: { status: 413, title: 'Too large' },
  INTERNAL: { status: 500, title: 'Internal error' },
  UNAVAILABLE: { status: 503, title: 'Unavailable' },
} as const;

/** The codes of api.md ("Errors") that the front itself answers with. */
export type FrontProblemCode = keyof typeof PROBLEMS;

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
  const { detail, status = PROBLEMS[code].status, headers = {}, errors, members = {} } = details;
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({
      type: 'about:blank',
      title: PROBLEMS[code].title,
      status,
      code,
      detail,
      errors,
      ...members,
    }),
  };
}
