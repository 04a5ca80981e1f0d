import * as z from 'zod';

/** Settings of a real model. What is left out is the provider's own default. */
export const samplingSettingsSchema = z.strictObject({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  frequencyPenalty: z.number().min(-2).max(2).optional(),
  presencePenalty: z.number().min(-2).max(2).optional(),
  /** Tokens of one answer, reasoning included. */
  maxOutputTokens: z.number().int().min(1).max(10_000_000).optional(),
  stopSequences: z.array(z.string().min(1)).max(16).optional(),
  seed: z.number().int().optional(),
  /** How hard the model thinks before it answers. */
  reasoning: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).optional(),
});
