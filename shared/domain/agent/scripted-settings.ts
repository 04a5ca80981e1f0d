import * as z from 'zod';
import { tokensSchema } from '../session/usage.ts';

const scriptedCallSchema = z.strictObject({
  toolName: z.string().min(1).max(200),
  /** A string is the raw text of the arguments, as it stands (malformed JSON too); anything else is sent as JSON. */
  input: z.unknown().default({}),
});

const scriptedTurnSchema = z.strictObject({
  reasoning: z.string().optional(),
  text: z.string().optional(),
  /** More than a turn may have (design, section 7), so that a script can ask for too many. */
  toolCalls: z.array(scriptedCallSchema).max(200).optional(),
  /** Nothing given: the turn costs no tokens. */
  usage: tokensSchema.strict().optional(),
  /** Milliseconds until the turn is answered, or fails; at most ten minutes, well below a Lambda's 15. */
  delayMs: z.number().int().min(0).max(600_000).optional(),
  /** The attempt fails like a provider's answer of this status. */
  error: z.strictObject({ status: z.number().int().min(400).max(599), message: z.string().max(2_000) }).optional(),
});
export type ScriptedTurn = z.infer<typeof scriptedTurnSchema>;

/** The turns that the scripted model plays (api.md, "The scripted model"). */
export const scriptedSettingsSchema = z.strictObject({ turns: z.array(scriptedTurnSchema).min(1).max(500) });
export type ScriptedSettings = z.infer<typeof scriptedSettingsSchema>;
