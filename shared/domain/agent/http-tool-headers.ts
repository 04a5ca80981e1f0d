import { UnfitTemplateValue } from './http-tool-url.ts';
import { renderWithSecrets } from './template.ts';

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

/** All other headers may carry a secret, whatever their name, and stay with the origin they were written for. */
const HEADERS_FOR_ANY_ORIGIN = ['accept', 'accept-language', 'content-type', 'idempotency-key', 'user-agent'];

/** Whether a header goes along when a service redirects to another origin. */
export function isSentToAnyOrigin(name: string): boolean {
  return HEADERS_FOR_ANY_ORIGIN.includes(name.toLowerCase());
}

/** Whether a text can be a header's value: one line of visible Latin-1. A line break would begin another header. */
export function fitsHeader(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/**
 * Puts values and secrets into a tool's headers, in one pass: neither is looked through for more of them. Without `values`,
 * `{{ name }}` is left alone.
 * @throws UnfitTemplateValue, which names the header and not the value; UnknownTemplateVariable
 */
export function renderToolHeaders(
  headers: Record<string, string>,
  given: { values?: Record<string, unknown> | undefined; secrets: ReadonlyMap<string, string> },
): Record<string, string> {
  const rendered = Object.entries(headers).map(([name, text]) => {
    const value = renderWithSecrets(text, given).trim();
    if (!fitsHeader(value)) {
      throw new UnfitTemplateValue(`header ${name}`, 'has line breaks or characters that a header can not carry.');
    }
    return [name, value] as const;
  });
  return Object.fromEntries(rendered);
}
