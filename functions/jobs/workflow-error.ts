import type * as z from 'zod';

/** Errors of a workflow's tasks, by the names that its author can catch. */
type WorkflowErrorName =
  | 'AgentSession.AgentNotFound'
  | 'AgentSession.InvalidInput'
  | 'AgentSession.InvalidJobKey'
  | 'AgentSession.TooDeep'
  | 'AgentSession.TooManySessions';

/** What the author of a workflow sees as Error and Cause of a state: no retry of the same will help. */
export class WorkflowError extends Error {
  override readonly name: WorkflowErrorName;
  constructor(name: WorkflowErrorName, message: string) {
    super(message);
    this.name = name;
  }
}

/** @throws WorkflowError that names what of the payload is wrong */
export function parsePayload<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(payload);
  if (success) return data;
  const told = error.issues.map(({ path, message }) => `${path.join('.') || 'payload'}: ${message}`).join('; ');
  throw new WorkflowError('AgentSession.InvalidInput', `The payload of the task is not valid. ${told}`.slice(0, 2_000));
}
