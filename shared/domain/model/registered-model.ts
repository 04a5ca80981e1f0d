import * as z from 'zod';
import { MODEL_PROVIDERS } from '../agent/model-providers.ts';
import { actorSchema } from '../session/actor.ts';
import { tokenPricesSchema } from '../session/token-prices.ts';

/** What a person writes of a model in the tenant's registry. */
export const registeredModelDefinitionSchema = z.strictObject({
  provider: z.enum(MODEL_PROVIDERS),
  /** The provider's own name of it, as agents write it. */
  modelId: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(120),
  description: z.string().max(2_000).default(''),
  /** Absent: what it costs is not known, and the cost of its sessions is null. */
  prices: tokenPricesSchema.optional(),
  /** Tokens of a conversation and its answer together; absent: what is usual for the provider. */
  contextTokens: z.number().int().min(1_000).max(100_000_000).optional(),
  /** False: no agent can be saved with it, and no session starts. */
  enabled: z.boolean().default(true),
});
export type RegisteredModelDefinition = z.infer<typeof registeredModelDefinitionSchema>;

/** A model as the Catalog keeps it. */
export const registeredModelSchema = registeredModelDefinitionSchema.extend({
  modelKey: z.string(),
  version: z.number().int().positive(),
  createdAt: z.string(),
  createdBy: actorSchema,
  updatedAt: z.string(),
  updatedBy: actorSchema,
});
export type RegisteredModel = z.infer<typeof registeredModelSchema>;
