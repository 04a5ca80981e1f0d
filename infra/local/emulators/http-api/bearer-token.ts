import type { Answer } from './answer.ts';
import { problemAnswer } from './problem-answer.ts';

/** What a token's check says: its claims, or why it was refused, in words for the caller. */
export type TokenVerdict = { claims: Record<string, unknown> } | { refused: string };
export type VerifyToken = (token: string) => Promise<TokenVerdict>;

export type Caller = { claims: Record<string, unknown> } | { answer: Answer };

/** Finds out who calls by the `Authorization` header, or answers 401. */
export async function authenticate(
  authorization: string | undefined,
  verify: VerifyToken | undefined,
): Promise<Caller> {
  if (verify === undefined)
    return { answer: unauthenticated('This server has no token issuer, so no token is valid.') };
  if (authorization === undefined) {
    return { answer: unauthenticated('The request has no token. Send "Authorization: Bearer <token>".') };
  }
  const token = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization)?.[1];
  const verdict =
    token === undefined ? { refused: 'The Authorization header is no bearer token.' } : await verify(token);
  if ('claims' in verdict) return verdict;
  return { answer: unauthenticated(verdict.refused, 'Bearer error="invalid_token"') };
}

function unauthenticated(detail: string, challenge = 'Bearer'): Answer {
  return problemAnswer('UNAUTHENTICATED', { detail, headers: { 'www-authenticate': challenge } });
}
