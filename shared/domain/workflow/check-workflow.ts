import { brokenSchema } from '../agent/broken-schema.ts';
import type { SchemaViolation } from '../agent/schema-violations.ts';
import { isRecord } from '../session/call-arguments.ts';
import { JOB_KEY_FIELD, type WorkflowDefinition } from './workflow.ts';

/** A definition as JSON, in UTF-8 bytes: an agent that runs the workflow shows its model the input schema at every turn. */
const MAX_WORKFLOW_BYTES = 65_536;
/** A state machine's ARN, without a version or an alias behind it: jobs are found by the machine's own name. */
const MACHINE_ARN = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:stateMachine:[\w.-]{1,80}$/;

/** What would make jobs of the workflow fail, as far as its definition alone tells. Empty: nothing. */
export function workflowViolations(definition: WorkflowDefinition): SchemaViolation[] {
  const { name, stateMachineArn } = definition;
  const bytes = new TextEncoder().encode(JSON.stringify(definition)).length;
  const violations: SchemaViolation[] = [];
  const add = (path: string, message: string) => violations.push({ path, message });
  if (/\p{Cc}|\p{Cs}/u.test(name)) add('name', 'holds a control character or half of a character; write plain text');
  if (!MACHINE_ARN.test(stateMachineArn))
    add('stateMachineArn', 'is not the ARN of a state machine (arn:aws:states:<region>:<account>:stateMachine:<name>)');
  if (bytes > MAX_WORKFLOW_BYTES)
    add('', `the workflow has ${bytes} bytes as JSON; at most ${MAX_WORKFLOW_BYTES} are kept`);
  return [...violations, ...inputSchemaViolations(definition.inputSchema)];
}

function inputSchemaViolations(schema: Record<string, unknown>): SchemaViolation[] {
  const broken = brokenSchema(schema).map(({ path, message }) => ({
    path: path === '' ? 'inputSchema' : `inputSchema.${path}`,
    message,
  }));
  if (broken.length > 0) return broken;
  if (schema.type !== 'object')
    return [{ path: 'inputSchema.type', message: 'has to be "object": the input of a job is one' }];
  if (!isRecord(schema.properties) || !Object.hasOwn(schema.properties, JOB_KEY_FIELD)) return [];
  const path = `inputSchema.properties.${JOB_KEY_FIELD}`;
  return [{ path, message: 'is set by Agent Sessions in every input; choose another name' }];
}
