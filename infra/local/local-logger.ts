import type { Logger } from '../../shared/runtime/logger.ts';

/** On a laptop people read the log: only what went wrong, one line of JSON each. */
export function localLogger(out: { write: (text: string) => unknown }): Logger {
  const line =
    (level: string) =>
    (event: string, fields: Record<string, unknown> = {}) => {
      out.write(`${JSON.stringify({ level, event, ...fields }, shownError)}\n`);
    };
  return { info: () => undefined, warn: line('WARN'), error: line('ERROR') };
}

function shownError(_key: string, value: unknown): unknown {
  return value instanceof Error ? (value.stack ?? value.message) : value;
}
