import type { SecretReader } from './secret-headers.ts';

/** Remembers each value that it hands out, so that none of this call is missed, even one that was changed meanwhile. */
export function rememberingReader(secrets: SecretReader): { readers: SecretReader; values: Set<string> } {
  const values = new Set<string>();
  const readSecret: SecretReader['readSecret'] = async (tenantId, name) => {
    const secret = await secrets.readSecret(tenantId, name);
    if (secret !== undefined) values.add(secret.value);
    if (secret?.formerValue !== undefined) values.add(secret.formerValue);
    return secret;
  };
  return { readers: { readSecret }, values };
}
