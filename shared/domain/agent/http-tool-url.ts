import { renderTemplate, templateVariables } from './template.ts';

/** A value that can't stand where the tool's definition puts it. */
export class UnfitTemplateValue extends Error {
  readonly place: string;
  constructor(place: string, reason: string) {
    super(`The value for ${place} ${reason}`);
    this.name = 'UnfitTemplateValue';
    this.place = place;
  }
}

/** A tool's URL text that no value may be put into, because scheme and host are not plain text. */
export class HostNotFixed extends Error {
  constructor() {
    super(
      "The tool's url must begin with http:// or https:// and a host without templates, user name or password. Put templates into the path and the query only.",
    );
    this.name = 'HostNotFixed';
  }
}

/** The fixed part of a tool's URL text, and the parts that values may be put into. The fragment is never sent. */
export type HttpToolUrl = { origin: string; path: string; query: string };

/** Cuts a tool's URL text where the URL parser would, before any value is in it. `undefined` when its host is not fixed. */
export function splitToolUrl(text: string): HttpToolUrl | undefined {
  // Control characters are dropped by the URL parser and backslashes read as slashes: neither has a place in a definition.
  if (/[\p{Cc}\\]/u.test(text)) return undefined;
  const [, origin, path = '', query = ''] =
    /^(https?:\/\/[^/?#{}@\s]+)(\/[^?#]*)?(\?[^#]*)?(?:#.*)?$/i.exec(text) ?? [];
  if (origin === undefined || URL.parse(origin) === null) return undefined;
  return { origin, path, query };
}

/**
 * Puts values into the path and query of a tool's URL. Each value is percent-encoded, so it stays in its segment or parameter
 * whatever it holds; one that would make its segment empty, `.` or `..` is refused, since those name another path.
 * @throws HostNotFixed, UnfitTemplateValue, UnknownTemplateVariable
 */
export function renderToolUrl(text: string, values: Record<string, unknown>): URL {
  const parts = splitToolUrl(text);
  if (parts === undefined) throw new HostNotFixed();
  const path = parts.path
    .split('/')
    .map((segment) => renderSegment(segment, values))
    .join('/');
  return new URL(`${parts.origin}${path}${renderTemplate(parts.query, values, encodeValue)}`);
}

function renderSegment(segment: string, values: Record<string, unknown>): string {
  const rendered = renderTemplate(segment, values, encodeValue);
  const [variable] = templateVariables(segment);
  // The URL parser takes %2e for a dot too.
  if (variable !== undefined && ['', '.', '..'].includes(rendered.replace(/%2e/gi, '.'))) {
    throw new UnfitTemplateValue(`{{ ${variable} }} in the path`, 'is empty, "." or "..". Give the name of one thing.');
  }
  return rendered;
}

function encodeValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return encodeURIComponent(text.toWellFormed());
}
