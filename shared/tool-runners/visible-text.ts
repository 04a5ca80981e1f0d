import { isRecord } from '../domain/session/call-arguments.ts';

/**
 * A text without the characters that a person who reads it does not see and a model does: control and format characters (turns
 * of direction, zero widths, tags, variations), all but line breaks and tabs. What somebody accepts is what the model is told.
 */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Variation_Selector}]/gu, '');
}

/** A JSON Schema whose titles and descriptions are visible texts. Everything else decides what is valid, and stays. */
export function withVisibleTexts(schema: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, visible(key, value)]));
}

function visible(key: string, value: unknown): unknown {
  if (typeof value === 'string') return key === 'description' || key === 'title' ? visibleText(value) : value;
  if (Array.isArray(value)) return value.map((inner) => visible('', inner));
  return isRecord(value) ? withVisibleTexts(value) : value;
}
