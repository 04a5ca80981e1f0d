import { type Problem, problemSchema } from '../../../shared/contracts/problem.ts';

/** The service said no, with a reason that people can read. */
export class ApiProblem extends Error {
  readonly problem: Pick<Problem, 'status' | 'code' | 'title' | 'detail' | 'errors' | 'permission'>;
  /** With RATE_LIMITED and UNAVAILABLE: seconds until it makes sense to ask again. */
  readonly retryAfter: number | undefined;
  constructor(problem: ApiProblem['problem'], retryAfter?: number) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** Nobody answered. */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super('The service cannot be reached. Check your connection; the console keeps trying.', { cause });
    this.name = 'ConnectionLost';
  }
}

/** Reads what an answer that is no success says. The gateway's own answers on AWS carry `{ message }` only. */
export async function problemOf(answer: Response): Promise<ApiProblem> {
  const body: unknown = await answer.json().catch(() => undefined);
  const parsed = problemSchema.safeParse(body);
  const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN);
  const seconds = Number.isFinite(retryAfter) ? retryAfter : undefined;
  if (parsed.success) return new ApiProblem(parsed.data, seconds);
  const [code, detail] = GATEWAY[answer.status] ?? ['INTERNAL', `The service answered ${answer.status}. Try again.`];
  return new ApiProblem({ status: answer.status, code, title: detail, detail }, seconds);
}

const GATEWAY: Record<number, [Problem['code'], string]> = {
  401: ['UNAUTHENTICATED', 'Your sign-in has run out. Sign in again.'],
  403: ['FORBIDDEN', 'You may not do this.'],
  404: ['NOT_FOUND', 'There is nothing at this address.'],
  413: ['TOO_LARGE', 'This is more than the service takes at once.'],
  429: ['RATE_LIMITED', 'Too many requests. Wait a moment and try again.'],
  503: ['UNAVAILABLE', 'The service is not available at the moment. Try again.'],
};

/** Whether the error is the service's answer with this code. */
export function isProblem(error: unknown, code: Problem['code']): error is ApiProblem {
  return error instanceof ApiProblem && error.problem.code === code;
}
