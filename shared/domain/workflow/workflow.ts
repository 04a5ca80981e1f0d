import * as z from 'zod';
import { actorSchema } from '../session/actor.ts';

/** The field of an execution's input that says which job it is; nobody else may use it. */
export const JOB_KEY_FIELD = 'jobKey';

/** What a person writes of a workflow: a state machine of the tenant's own, and what its input has to look like. */
export const workflowDefinitionSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  description: z.string().max(2_000).default(''),
  project: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .default('default'),
  stateMachineArn: z.string().max(300).meta({ description: 'A Standard state machine with the tag of the tenant.' }),
  /** JSON Schema of the input, which is an object. */
  inputSchema: z.record(z.string(), z.unknown()).default({ type: 'object' }),
});
export type WorkflowDefinition = z.infer<typeof workflowDefinitionSchema>;

/** A workflow as the Catalog keeps it. */
export const workflowSchema = workflowDefinitionSchema.extend({
  workflowId: z.string(),
  version: z.number().int().positive(),
  createdAt: z.string(),
  createdBy: actorSchema,
  updatedAt: z.string(),
  updatedBy: actorSchema,
});
export type Workflow = z.infer<typeof workflowSchema>;
