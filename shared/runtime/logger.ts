import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';

type Log = (event: string, fields?: Record<string, unknown>) => void;

/** Events as JSON lines: a constant name and its fields. Never a token, a prompt or a tool's output. */
export type Logger = { info: Log; warn: Log; error: Log };

/** Writes to the function's log. */
export function newLogger(serviceName: string): Logger {
  const logger = new PowertoolsLogger({ serviceName });
  return {
    info: (event, fields = {}) => logger.info(event, fields),
    warn: (event, fields = {}) => logger.warn(event, fields),
    error: (event, fields = {}) => logger.error(event, fields),
  };
}

/** For tests, and where nobody reads. */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
