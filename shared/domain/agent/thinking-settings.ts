import * as z from 'zod';
import { samplingSettingsSchema } from './sampling-settings.ts';

/** Settings of a model of Anthropic or Amazon Bedrock: what they don't know is refused at save, not passed over in silence. */
export const thinkingSettingsSchema = samplingSettingsSchema
  .omit({ frequencyPenalty: true, presencePenalty: true, seed: true })
  .extend({
    temperature: z.number().min(0).max(1).optional(),
    /** Tokens that the model may think with, beside those of the answer; in place of `reasoning`. */
    thinkingTokens: z.number().int().min(1_024).max(128_000).optional(),
    /** Whether the conversation so far is kept in the provider's cache between turns; true where the model can. */
    promptCache: z.boolean().optional(),
  })
  .refine(({ reasoning, thinkingTokens }) => reasoning === undefined || thinkingTokens === undefined, {
    path: ['thinkingTokens'],
    message: 'can not be given together with reasoning: choose one of them',
  });
