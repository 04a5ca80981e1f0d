import * as z from 'zod';
import { askedPerson, LONGEST_TITLE, plainTitle } from '../domain/manual-task/asked-of-a-person.ts';

/** What tells one call of a state machine's task from another: its state, when that was entered, and how often it was tried. */
const callSchema = z.object({
  /** `$$.Execution.Input.jobKey`. */
  jobKey: z.string().max(200),
  state: z.object({
    name: z.string().min(1).max(80),
    enteredTime: z.iso.datetime(),
    retry: z.number().int().nonnegative(),
  }),
  /** Tells apart what the items of a Map ask for: they enter the same state at the same time. */
  key: z
    .union([z.string().max(200), z.number()])
    .transform(String)
    .optional(),
  /** `$$.Task.Token`: the state waits until it comes back. */
  token: z.string().min(1).max(2_048),
});
export type JobCallPayload = z.infer<typeof callSchema>;

/** What the construct RunAgentTask sends to the function run-agent. */
export const runAgentPayloadSchema = callSchema.extend({
  agentId: z.string().min(1).max(200),
  inputs: z.record(z.string(), z.unknown()).default({}),
  failOnFailure: z.boolean().default(false),
});

/** What the construct OpenManualTask sends to the function open-manual-task. */
export const openManualTaskPayloadSchema = callSchema.extend({
  title: z.string().transform(plainTitle).pipe(z.string().min(1).max(LONGEST_TITLE)),
  description: z.string().max(10_000).default(''),
  /** JSON Schema of the answer. */
  form: z.record(z.string(), z.unknown()).optional(),
  input: z.record(z.string(), z.unknown()).default({}),
  /** User id; blank: anybody. */
  assignee: z.string().max(200).optional().transform(askedPerson),
});

/** EventBridge's event of an execution's end. Long inputs and outputs are left out of it. */
export const executionEndedSchema = z.object({
  detail: z.object({
    executionArn: z.string(),
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.string(),
    input: z.string().nullish(),
    output: z.string().nullish(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});
