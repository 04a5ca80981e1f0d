import { isSentToAnyOrigin } from './http-tool-headers.ts';
import type { SchemaViolation } from './schema-violations.ts';
import { templateSecrets } from './template.ts';
import type { Tool } from './tool.ts';

/** So many different secrets may the tools of one agent name: each is looked for in every output. */
export const MOST_SECRETS = 32;
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** The headers of a tool that has some. */
function headersOf(tool: Tool): Record<string, string> {
  return (tool.kind === 'http' || tool.kind === 'mcp' ? tool.headers : undefined) ?? {};
}

/** The names of all secrets that the headers of tools name, each once. */
export function toolSecrets(tools: readonly Tool[]): string[] {
  return [...new Set(tools.flatMap((tool) => Object.values(headersOf(tool)).flatMap(templateSecrets)))];
}

/** What is wrong with how the headers of tools name secrets, for whoever saves the agent. Paths begin at the agent. */
export function toolSecretViolations(tools: readonly Tool[]): SchemaViolation[] {
  const count = toolSecrets(tools).length;
  const tooMany =
    count > MOST_SECRETS
      ? [{ path: 'tools', message: `name ${count} secrets; at most ${MOST_SECRETS} can be used by one agent` }]
      : [];
  return [...tooMany, ...eachHeader(tools, ({ header, text }) => placeProblems(header, text))];
}

/**
 * The headers that name a secret which belongs to another origin than the tool calls. `originOf` has the origins of the
 * secrets that exist: one that does not exist yet may be named, so that agents can be saved before their secrets.
 */
export function foreignSecretViolations(
  tools: readonly Tool[],
  originOf: ReadonlyMap<string, string>,
): SchemaViolation[] {
  return eachHeader(tools, ({ text, called }) =>
    templateSecrets(text).flatMap((name) => {
      const bound = originOf.get(name);
      if (bound === undefined || called === undefined || bound === called) return [];
      return [
        `the secret ${name} belongs to ${bound}, but the tool calls ${called}; it would never be sent. Change the tool's URL, or put a secret for that origin`,
      ];
    }),
  );
}

type Header = { header: string; text: string; called: string | undefined };

function eachHeader(tools: readonly Tool[], judge: (header: Header) => string[]): SchemaViolation[] {
  return tools.flatMap((tool, at) =>
    Object.entries(headersOf(tool)).flatMap(([header, text]) =>
      judge({ header, text, called: calledOrigin(tool) }).map((message) => ({
        path: `tools.${at}.headers.${header}`,
        message,
      })),
    ),
  );
}

function placeProblems(header: string, text: string): string[] {
  const names = templateSecrets(text);
  const unfit = names.filter((name) => !NAME.test(name)).map((name) => `no secret can be named ${name}`);
  // Else it would be sent as it stands.
  const rest = text.replace(/\{\{\s*secret:[\w.-]+\s*\}\}/g, '');
  const misspelt = /\{\{\s*secret/i.test(rest) ? ['holds a secret that is not written as {{ secret:NAME }}'] : [];
  const leaving =
    names.length > 0 && isSentToAnyOrigin(header)
      ? [`is sent on when a service redirects to another origin, so it can't hold a secret; use another header`]
      : [];
  return [...unfit, ...misspelt, ...leaving];
}

/** Scheme, host and port are fixed in a tool's URL; what follows may hold templates. */
function calledOrigin(tool: Tool): string | undefined {
  if (tool.kind !== 'http' && tool.kind !== 'mcp') return undefined;
  return URL.parse(/^https?:\/\/[^/?#{}@\s\\]+/i.exec(tool.url)?.[0] ?? '')?.origin;
}
