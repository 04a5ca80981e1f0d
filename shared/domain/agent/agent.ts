import * as z from 'zod';
import { actorSchema } from '../session/actor.ts';
import { limitsSchema } from '../session/control-item.ts';
import { toolSchema } from './tool.ts';

const inputPropertySchema = z.strictObject({
  type: z.enum(['string', 'number', 'integer', 'boolean']).optional(),
  enum: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .max(200)
    .optional(),
  title: z.string().max(200).optional(),
  description: z.string().max(2_000).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  minLength: z.number().int().nonnegative().optional(),
  maxLength: z.number().int().nonnegative().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});

/** A JSON Schema object of strings, numbers, booleans and enums: the inputs that a start may give. */
export const inputSchemaSchema = z.strictObject({
  type: z.literal('object').default('object'),
  properties: z.record(z.string().regex(/^[a-zA-Z_]\w{0,63}$/), inputPropertySchema).default({}),
  required: z.array(z.string()).max(100).optional(),
  additionalProperties: z.literal(false).default(false),
});

/** Which model an agent uses. `settings` belong to the provider (temperature, …; the turns of the scripted model). */
export const modelChoiceSchema = z.strictObject({
  provider: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  modelId: z.string().min(1).max(200),
  settings: z.record(z.string(), z.unknown()).optional(),
});
export type ModelChoice = z.infer<typeof modelChoiceSchema>;

/** What a person writes of an agent. */
export const agentDefinitionSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  description: z.string().max(2_000).default(''),
  project: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .default('default'),
  instructions: z.string().min(1).max(100_000),
  inputSchema: inputSchemaSchema.default({ type: 'object', properties: {}, additionalProperties: false }),
  model: modelChoiceSchema,
  tools: z.array(toolSchema).max(64).default([]),
  limits: limitsSchema.strict().default({ maxTurns: 50, maxToolCalls: 200, maxDepth: 5 }),
});
export type AgentDefinition = z.infer<typeof agentDefinitionSchema>;

/** Which tool's approval an admin has waived, why, and when: the reason stands in the tool's `approvalWaiver` too. */
export const approvalWaiverSchema = z.object({
  tool: z.string(),
  reason: z.string(),
  by: actorSchema,
  at: z.string(),
});
export type ApprovalWaiver = z.infer<typeof approvalWaiverSchema>;

/** An agent as the Catalog keeps it. */
export const agentSchema = agentDefinitionSchema.extend({
  /** Absent: no approval of a destructive tool was waived. */
  approvalWaivers: z.array(approvalWaiverSchema).optional(),
  agentId: z.string(),
  version: z.number().int().positive(),
  createdAt: z.string(),
  createdBy: actorSchema,
  updatedAt: z.string(),
  updatedBy: actorSchema,
});
export type Agent = z.infer<typeof agentSchema>;

/** What a person wrote of it, without what the Catalog adds. */
export function definitionOf(agent: Agent): AgentDefinition {
  const { agentId: _i, version: _v, createdAt: _c, createdBy: _b, updatedAt: _u, updatedBy: _w, ...written } = agent;
  const { approvalWaivers: _a, ...definition } = written;
  return definition;
}
