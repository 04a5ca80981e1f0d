import { createHash } from 'node:crypto';
import type { ToolCallEntry } from '../domain/session/entry.ts';
import type { Failure } from '../domain/session/error-category.ts';

/** Names the arguments that a person has approved; nothing else may be run. `input`: as the model wrote them. */
export function argumentsHash(input: string): string {
  return createHash('sha256').update(input).digest('hex');
}

/** Why the call may not be made with this input: a person has approved another. Undefined: it may. */
export function notAsApproved({ approval }: Pick<ToolCallEntry, 'approval'>, input: string): Failure | undefined {
  if (approval === undefined || argumentsHash(input) === approval.argumentsHash) return undefined;
  const message = 'The arguments are not those that were approved, so the call was not made. Ask for it again.';
  return { category: 'APPROVAL_REFUSED', message };
}
