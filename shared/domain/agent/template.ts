/** A `{{ name }}` for which there is no value, or whose name is reserved. */
export class UnknownTemplateVariable extends Error {
  readonly variable: string;
  constructor(variable: string) {
    super(`The template uses {{ ${variable} }}, but there is no value of that name. Give it one, or remove it.`);
    this.name = 'UnknownTemplateVariable';
    this.variable = variable;
  }
}

const variable = /\{\{\s*(\w+)\s*\}\}/g;
const variableOrSecret = /\{\{\s*(?:secret:([\w.-]+)|\w+)\s*\}\}/g;
const secret = /\{\{\s*secret:([\w.-]+)\s*\}\}/g;

/** Names that reach into JavaScript's own objects: never a variable, never an input. */
export const RESERVED_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** The names of all `{{ name }}` in a text, each once, in the order of their first use. */
export function templateVariables(text: string): string[] {
  return namesIn(text, variable);
}

/** The names of all `{{ secret:NAME }}` in a text. Rendering leaves them alone: they are resolved at call time only. */
export function templateSecrets(text: string): string[] {
  return namesIn(text, secret);
}

/**
 * Puts the values in place of `{{ name }}`, once: what a value itself holds is not rendered again.
 * `encode` makes a value fit its place (percent-encoding in a path); by default text stays and anything else is JSON.
 * @throws UnknownTemplateVariable for a name without a value, and for a reserved name.
 */
export function renderTemplate(
  text: string,
  values: Record<string, unknown>,
  encode: (value: unknown) => string = asText,
): string {
  return text.replace(variable, (_whole, name: string) => {
    if (RESERVED_NAMES.includes(name) || !Object.hasOwn(values, name)) throw new UnknownTemplateVariable(name);
    return encode(values[name]);
  });
}

/**
 * As `renderTemplate`, and in the same pass puts secrets in place of `{{ secret:NAME }}`: a value that holds such a text brings
 * no secret in. Without `values`, `{{ name }}` is left alone.
 * @throws UnknownTemplateVariable for a name without a value, and for a secret that is not among `secrets`.
 */
export function renderWithSecrets(
  text: string,
  { values, secrets }: { values?: Record<string, unknown> | undefined; secrets: ReadonlyMap<string, string> },
): string {
  return text.replace(variableOrSecret, (whole, secretName: string | undefined) => {
    if (secretName === undefined) return values === undefined ? whole : renderTemplate(whole, values);
    const value = secrets.get(secretName);
    if (value === undefined) throw new UnknownTemplateVariable(`secret:${secretName}`);
    return value;
  });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set(Array.from(text.matchAll(pattern), ([, name = '']) => name))];
}
