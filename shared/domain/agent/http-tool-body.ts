import { renderTemplate, templateVariables } from './template.ts';

/**
 * Puts values into every string of a tool's body, however deep. A string that is exactly one `{{ name }}` becomes the value
 * itself, with its type; any other string stays a string. Names of properties are left as they are.
 * @throws UnknownTemplateVariable
 */
export function renderToolBody(body: unknown, values: Record<string, unknown>): unknown {
  if (typeof body === 'string') return renderString(body, values);
  if (Array.isArray(body)) return body.map((item) => renderToolBody(item, values));
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([name, item]) => [name, renderToolBody(item, values)]));
}

/** Every string in a tool's body with the path to it, such as `body.note.text`. */
export function bodyTexts(body: unknown, path = 'body'): { path: string; text: string }[] {
  if (typeof body === 'string') return [{ path, text: body }];
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, item]) => bodyTexts(item, `${path}.${name}`));
}

function renderString(text: string, values: Record<string, unknown>): unknown {
  const [name = ''] = templateVariables(text);
  const isOnlyThat = /^\{\{\s*\w+\s*\}\}$/.test(text);
  return isOnlyThat && Object.hasOwn(values, name) ? values[name] : renderTemplate(text, values);
}
