import { StartError } from './start-error.ts';

/** Where the report goes; `process` has both. */
export type ExitDoor = { stderr: { write: (text: string) => unknown }; exit: (code: number) => unknown };

/**
 * Ends a failed start with exit code 1. An error that a person can put right is exactly one line on stderr;
 * anything else is a defect of ours and keeps its stack.
 */
export function reportAndExit(error: unknown, { stderr, exit }: ExitDoor): void {
  stderr.write(`${startErrorText(error)}\n`);
  exit(1);
}

function startErrorText(error: unknown): string {
  if (error instanceof StartError) return error.message.replaceAll(/\s*[\r\n]+\s*/g, ' ');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
