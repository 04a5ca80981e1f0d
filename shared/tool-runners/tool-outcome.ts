import type { Failure } from '../domain/session/error-category.ts';

/**
 * How a tool call ended, whatever its kind. `output` is JSON text. A runner answers with an outcome and never throws:
 * the model must be able to read what went wrong and go on.
 */
export type ToolOutcome = { state: 'SUCCEEDED'; output: string } | { state: 'FAILED'; output?: string; error: Failure };
