import * as z from 'zod';
import {
  type Entry,
  type ReasoningEntry,
  reasoningEntrySchema,
  responseEntrySchema,
  systemEntrySchema,
  toolCallEntrySchema,
} from '../domain/session/entry.ts';
import { contentText, storedParts } from '../domain/session/model-content.ts';
import type { StoredText } from '../domain/session/stored-text.ts';
import { previewOf } from './preview-of.ts';

const previewSchema = z.object({ preview: z.string(), truncated: z.boolean() });
export type Preview = z.infer<typeof previewSchema>;

/** Of a model call whose content is kept outside the item, the item holds the first 4 KB of what people read of it. */
const shownReasoningSchema = reasoningEntrySchema.extend({
  text: previewSchema.optional(),
  reasoning: previewSchema.optional(),
});
export type ShownReasoning = z.infer<typeof shownReasoningSchema>;

/** Who executes a call, what a task was asked with and by which request it was answered stay in the control item. */
const shownToolCallSchema = toolCallEntrySchema.omit({ claim: true, request: true, completion: true });
export type ShownToolCall = z.infer<typeof shownToolCallSchema>;

/** An entry as the Activity table keeps it: every text is in it whole, or as a reference with a preview of 4 KB. */
export const shownEntrySchema = z.discriminatedUnion('kind', [
  shownReasoningSchema,
  shownToolCallSchema,
  responseEntrySchema,
  systemEntrySchema,
]);
export type ShownEntry = z.infer<typeof shownEntrySchema>;

/** The item to show of a control item's entry. `read` gives the whole of a text that is kept under its own key. */
export async function shownEntry(entry: Entry, read: (stored: StoredText) => Promise<string>): Promise<ShownEntry> {
  switch (entry.kind) {
    case 'REASONING':
      return shownReasoning(entry, read);
    case 'TOOL_CALL': {
      const { claim: _claim, request: _request, completion: _completion, ...call } = entry;
      const [input, output] = await Promise.all([
        withPreview(call.input, read),
        call.output && withPreview(call.output, read),
      ]);
      return { ...call, input, output };
    }
    case 'RESPONSE':
      return { ...entry, text: await withPreview(entry.text, read) };
    case 'SYSTEM':
      return entry;
  }
}

async function shownReasoning(
  entry: ReasoningEntry,
  read: (stored: StoredText) => Promise<string>,
): Promise<ShownReasoning> {
  if (entry.content === undefined || 'text' in entry.content) return entry;
  const { text, reasoning } = readContent(await read(entry.content));
  return { ...entry, text: preview(text), ...(reasoning === '' ? {} : { reasoning: preview(reasoning) }) };
}

/** What people read of a model's stored answer. Of one that was cut, and so can't be taken apart, the stored text itself. */
export function readContent(stored: string): { text: string; reasoning: string } {
  const parts = storedParts(stored);
  return parts.length === 0 && !isEmptyList(stored) ? { text: stored, reasoning: '' } : contentText(parts);
}

function isEmptyList(stored: string): boolean {
  return stored.trim() === '[]';
}

function preview(text: string): Preview {
  const start = previewOf(text);
  return { preview: start, truncated: start.length < text.length };
}

async function withPreview(stored: StoredText, read: (stored: StoredText) => Promise<string>): Promise<StoredText> {
  if ('text' in stored || stored.preview !== undefined) return stored;
  return { ...stored, preview: previewOf(await read(stored)) };
}
