import * as z from 'zod';
import { PAYLOAD_LIMIT_BYTES, passesPayloadLimit } from './payload-limit.ts';
import { ServiceError, type ServiceErrorName } from './service-error.ts';

/** Names may not have whitespace, brackets, wildcards, control characters or these. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what the service refuses.
const FORBIDDEN_IN_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;
const LONGEST_NAME = 80;

/** What each supported operation takes. An unknown parameter is refused: it would be ignored without a word. */
export const requestSchemas = {
  StartExecution: z.strictObject({
    stateMachineArn: z.string(),
    name: z.string().optional(),
    input: z.string().default('{}'),
  }),
  StopExecution: z.strictObject({
    executionArn: z.string(),
    error: z.string().max(256).optional(),
    cause: z.string().max(32_768).optional(),
  }),
  DescribeExecution: z.strictObject({ executionArn: z.string() }),
  DescribeStateMachine: z.strictObject({ stateMachineArn: z.string() }),
  ListTagsForResource: z.strictObject({ resourceArn: z.string() }),
  SendTaskSuccess: z.strictObject({ taskToken: z.string().max(2_048), output: z.string() }),
  SendTaskFailure: z.strictObject({
    taskToken: z.string().max(2_048),
    error: z.string().max(256).default(''),
    cause: z.string().max(32_768).default(''),
  }),
};
export type OperationName = keyof typeof requestSchemas;

/** Reads a request's body; a wrong one is a ValidationException that says what is wrong. */
export function readRequest<Schema extends z.ZodType>(schema: Schema, body: string): z.output<Schema> {
  const { success, data, error } = schema.safeParse(parseOr(body, 'ValidationException', 'The request'));
  if (success) return data;
  throw new ServiceError('ValidationException', z.prettifyError(error));
}

export function checkName(name: string): void {
  if (name.length > 0 && name.length <= LONGEST_NAME && !FORBIDDEN_IN_NAME.test(name)) return;
  const rule = `1 to ${LONGEST_NAME} characters, no white space, brackets, wildcards or any of " # % \\ ^ | ~ \` $ & , ; : /`;
  throw new ServiceError('InvalidName', `Invalid Name: '${name}' (${name.length} characters). A name has ${rule}.`);
}

/** @param errorName what the service answers when this is not JSON */
export function checkJson(text: string, errorName: ServiceErrorName, what: string): void {
  if (passesPayloadLimit(text))
    throw new ServiceError('ValidationException', `${what} is larger than ${PAYLOAD_LIMIT_BYTES} bytes.`);
  parseOr(text, errorName, what);
}

function parseOr(text: string, errorName: ServiceErrorName, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ServiceError(errorName, `${what} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
