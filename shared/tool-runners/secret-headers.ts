import { isSentToAnyOrigin, renderToolHeaders } from '../domain/agent/http-tool-headers.ts';
import { templateSecrets } from '../domain/agent/template.ts';
import type { BoundValue } from '../domain/secret/secret.ts';
import { allDone } from '../runtime/all-done.ts';

/** Where runners read secrets, at the time of the call. */
export type SecretReader = { readSecret: (tenantId: string, name: string) => Promise<BoundValue | undefined> };

/** A tool names a secret that can't be sent with this call. The message holds its name, never its value. */
export class SecretNotUsable extends Error {
  readonly secret: string;
  constructor(secret: string, reason: string) {
    super(reason);
    this.name = 'SecretNotUsable';
    this.secret = secret;
  }
}

export type SecretHeaders = {
  tenantId: string;
  /** As the tool's definition has them, with `{{ secret:NAME }}`. */
  headers: Record<string, string>;
  /** Scheme, host and port that the call goes to. */
  origin: string;
  /** For `{{ name }}`; absent: it is left alone. What they hold is not looked through for secrets. */
  args?: Record<string, unknown>;
};

/**
 * The headers with the secrets that they name, and the values of those. A secret goes to its own origin only.
 * @throws SecretNotUsable, UnfitTemplateValue, UnknownTemplateVariable
 */
export async function fillSecretHeaders(
  { tenantId, headers, origin, args }: SecretHeaders,
  deps: { secrets: SecretReader },
): Promise<{ headers: Record<string, string>; values: string[] }> {
  const names = [...new Set(Object.entries(headers).flatMap(secretsOfHeader))];
  const secrets = await allDone(
    names.map(async (name) => {
      const secret = await deps.secrets.readSecret(tenantId, name);
      return [name, usable(name, secret, origin)] as const;
    }),
  );
  const filled = renderToolHeaders(headers, { values: args, secrets: new Map(secrets) });
  return { headers: filled, values: secrets.map(([, value]) => value) };
}

function secretsOfHeader([header, text]: [string, string]): string[] {
  const names = templateSecrets(text);
  const [first] = names;
  if (first === undefined || !isSentToAnyOrigin(header)) return names;
  throw new SecretNotUsable(
    first,
    `The header ${header} goes along when a service redirects to another origin, so it can't hold the secret ${first}. Use another header.`,
  );
}

function usable(name: string, secret: BoundValue | undefined, origin: string): string {
  if (secret === undefined) {
    throw new SecretNotUsable(
      name,
      `No secret ${name} is there. Put it by PUT /secrets/${name}, or remove {{ secret:${name} }} from the tool.`,
    );
  }
  if (secret.origin === origin) return secret.value;
  throw new SecretNotUsable(
    name,
    `The secret ${name} belongs to ${secret.origin}, and the tool calls ${origin}. Nothing was sent. Change the tool's URL, or put a secret for ${origin}.`,
  );
}
