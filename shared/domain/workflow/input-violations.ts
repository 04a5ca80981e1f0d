import { type SchemaViolation, schemaViolations } from '../agent/schema-violations.ts';
import { JOB_KEY_FIELD, type Workflow } from './workflow.ts';

/** Step Functions takes 262,144 bytes of input (its quota); the job's key and name need some of them. */
const MAX_INPUT_BYTES = 260_000;

/** What of a job's input does not fit its workflow; empty: the job can be started with it. */
export function inputViolations(
  { inputSchema }: Pick<Workflow, 'inputSchema'>,
  input: Record<string, unknown>,
): SchemaViolation[] {
  if (Object.hasOwn(input, JOB_KEY_FIELD)) {
    return [{ path: JOB_KEY_FIELD, message: 'is set by Agent Sessions itself; leave it out' }];
  }
  const bytes = new TextEncoder().encode(JSON.stringify(input)).length;
  if (bytes > MAX_INPUT_BYTES) {
    return [
      { path: '', message: `has ${bytes} bytes as JSON; Step Functions takes ${MAX_INPUT_BYTES} with its own fields` },
    ];
  }
  return schemaViolations(inputSchema, input);
}
