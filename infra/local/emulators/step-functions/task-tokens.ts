import type { Outcome } from './outcome.ts';
import { ServiceError } from './service-error.ts';

/** The tokens that are waited for now, and what to do when one comes back. */
export type TaskTokens = {
  make: () => string;
  await: (token: string, settle: (outcome: Outcome) => void) => void;
  forget: (token: string) => void;
  /** Ends the task of a token. A token works once. */
  settle: (token: string, outcome: Outcome) => void;
};

const PREFIX = 'agent-sessions-local-task:';

export function createTaskTokens(newToken: () => string): TaskTokens {
  const awaited = new Map<string, (outcome: Outcome) => void>();
  return {
    make: () => Buffer.from(PREFIX + newToken()).toString('base64'),
    await: (token, settle) => awaited.set(token, settle),
    forget: (token) => awaited.delete(token),
    settle: (token, outcome) => {
      if (!Buffer.from(token, 'base64').toString().startsWith(PREFIX)) {
        throw new ServiceError('InvalidToken', 'This is not a task token.');
      }
      const settle = awaited.get(token);
      if (settle === undefined) {
        throw new ServiceError('TaskTimedOut', 'The task of this token has timed out, or has ended already.');
      }
      awaited.delete(token);
      settle(outcome);
    },
  };
}
