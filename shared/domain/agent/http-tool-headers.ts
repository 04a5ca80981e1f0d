import { UnfitTemplateValue } from './http-tool-url.ts';
import { renderTemplate } from './template.ts';

/** Headers that belong to the connection or are set by us, in lower case. */
const RESERVED_HEADERS = [
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED_HEADERS.includes(lower) || lower.startsWith('proxy-');
}

/** Whether a text can be a header's value: one line of visible Latin-1. A line break would begin another header. */
export function fitsHeader(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/**
 * Puts values into a tool's headers.
 * @throws UnfitTemplateValue, which names the header and not the value; UnknownTemplateVariable
 */
export function renderToolHeaders(
  headers: Record<string, string>,
  values: Record<string, unknown>,
): Record<string, string> {
  const rendered = Object.entries(headers).map(([name, text]) => {
    const value = renderTemplate(text, values).trim();
    if (!fitsHeader(value)) {
      throw new UnfitTemplateValue(`header ${name}`, 'has line breaks or characters that a header can not carry.');
    }
    return [name, value] as const;
  });
  return Object.fromEntries(rendered);
}
