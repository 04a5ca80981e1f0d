/** A start that failed for a reason a person can put right. The message is one line: what, which thing, what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The system's code of an error (`EADDRINUSE`, `EACCES` …), if it has one. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
