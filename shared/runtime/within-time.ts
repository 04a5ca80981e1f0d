import { createContext, Script } from 'node:vm';

const script = new Script('work()');
let context: { work?: () => unknown } | undefined;

/**
 * Runs synchronous work and stops it after `ms`, even inside a regular expression that never comes to an end. No code of
 * anybody runs in the context: it is only the one way in which Node lets synchronous work be interrupted.
 * `undefined`: the time was over.
 */
export function withinTime<Result>(ms: number, work: () => Result): Result | undefined {
  context ??= createContext({});
  let result: { value: Result } | undefined;
  context.work = () => {
    result = { value: work() };
  };
  try {
    script.runInContext(context, { timeout: ms });
  } catch (error) {
    if (!isOverTime(error)) throw error;
  } finally {
    context.work = undefined;
  }
  return result?.value;
}

/** By its code: the error may come from the context's own realm. */
function isOverTime(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
