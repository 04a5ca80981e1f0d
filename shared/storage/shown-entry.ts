import * as z from 'zod';
import {
  approvalSchema,
  type Entry,
  type ReasoningEntry,
  reasoningEntrySchema,
  responseEntrySchema,
  systemEntrySchema,
  toolCallEntrySchema,
} from '../domain/session/entry.ts';
import { contentText, storedParts } from '../domain/session/model-content.ts';
import { type BodyReference, INLINE_BYTES, type StoredText } from '../domain/session/stored-text.ts';
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
const shownToolCallSchema = toolCallEntrySchema.omit({ claim: true, request: true, completion: true }).extend({
  approval: approvalSchema.pick({ taskId: true, decision: true }).optional(),
});
export type ShownToolCall = z.infer<typeof shownToolCallSchema>;

/** An entry as the Activity table keeps it: every text is in it whole, or as a reference with a preview of 4 KB. */
export const shownEntrySchema = z.discriminatedUnion('kind', [
  shownReasoningSchema,
  shownToolCallSchema,
  responseEntrySchema,
  systemEntrySchema,
]);
export type ShownEntry = z.infer<typeof shownEntrySchema>;

type Read = (stored: StoredText) => Promise<string>;

/** The item to show of a control item's entry. `read` gives the whole of a text that is kept under its own key. */
export async function shownEntry(entry: Entry, read: Read): Promise<ShownEntry> {
  switch (entry.kind) {
    case 'REASONING':
      return shownReasoning(entry, read);
    case 'TOOL_CALL': {
      const { claim: _claim, request: _request, completion: _completion, approval, ...call } = entry;
      const [input, output] = await Promise.all([toShow(call.input, read), call.output && toShow(call.output, read)]);
      const asked = approval && { taskId: approval.taskId, decision: approval.decision };
      return { ...call, input, output, approval: asked };
    }
    case 'RESPONSE':
      return { ...entry, text: await toShow(entry.text, read) };
    case 'SYSTEM':
      return entry;
  }
}

async function shownReasoning(entry: ReasoningEntry, read: Read): Promise<ShownReasoning> {
  if (entry.content === undefined || 'text' in entry.content) return entry;
  const content = await read(entry.content);
  if (isShort(entry.content.body)) return { ...entry, content: { text: content } };
  const { text, reasoning } = readContent(content);
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

/** The control item keeps less in place than is shown; what is short enough to be shown whole goes into the item. */
async function toShow(stored: StoredText, read: Read): Promise<StoredText> {
  if ('text' in stored || stored.preview !== undefined) return stored;
  const text = await read(stored);
  return isShort(stored.body) ? { text } : { ...stored, preview: previewOf(text) };
}

function isShort({ bytes }: BodyReference): boolean {
  return bytes <= INLINE_BYTES;
}
