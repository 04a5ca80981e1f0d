import * as z from 'zod';
import { isRecord, parsedJson } from './call-arguments.ts';

type Json = null | string | number | boolean | Readonly<JsonObject> | readonly Json[];
type JsonObject = { [key: string]: Json | undefined };

/** By reference, unchecked inside: it is the provider's own, and has to go back to it exactly as it came (signatures). */
const metadataSchema = z.custom<Record<string, JsonObject>>(isRecord).optional();

/** The parts of a stored answer that mean something to us; what else a model gave is kept beside them and not read. */
const storedPartSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), providerMetadata: metadataSchema }),
  z.object({ type: z.literal('reasoning'), text: z.string(), providerMetadata: metadataSchema }),
  z.object({
    type: z.literal('custom'),
    kind: z.templateLiteral([z.string(), '.', z.string()]),
    providerMetadata: metadataSchema,
  }),
  z.object({
    type: z.literal('tool-call'),
    toolCallId: z.string(),
    toolName: z.string(),
    providerExecuted: z.boolean().optional(),
    providerMetadata: metadataSchema,
  }),
]);
export type StoredPart = z.infer<typeof storedPartSchema>;

/** The known parts of a stored answer, in order. None when the text was cut or is not an answer: this never throws. */
export function storedParts(stored: string): StoredPart[] {
  const parts = parsedJson(stored);
  if (!Array.isArray(parts)) return [];
  return parts.flatMap((part) => storedPartSchema.safeParse(part).data ?? []);
}

/** What the model wrote and what it thought, as text for people. */
export function contentText(parts: readonly { type: string; text?: unknown }[]): { text: string; reasoning: string } {
  const textsOf = (type: string) =>
    parts.flatMap((part) => (part.type === type && typeof part.text === 'string' ? [part.text.toWellFormed()] : []));
  // Texts are one text in pieces (around citations); thoughts are paragraphs.
  return { text: textsOf('text').join(''), reasoning: textsOf('reasoning').join('\n\n') };
}
