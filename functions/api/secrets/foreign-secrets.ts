import type { Identity } from '../../../shared/domain/access/identity.ts';
import type { SchemaViolation } from '../../../shared/domain/agent/schema-violations.ts';
import type { Tool } from '../../../shared/domain/agent/tool.ts';
import { foreignSecretViolations, MOST_SECRETS, toolSecrets } from '../../../shared/domain/agent/tool-secrets.ts';
import type { ApiDeps } from '../http/api-deps.ts';
import { secretsOf } from './secrets-of.ts';

/** Tools that name a secret of another origin than they call: it would never be sent. One that is not there yet may be named. */
export async function foreignSecrets(
  tools: readonly Tool[],
  { tenantId }: Identity,
  deps: Pick<ApiDeps, 'documentClient' | 'tables'>,
): Promise<SchemaViolation[]> {
  const names = toolSecrets(tools).slice(0, MOST_SECRETS);
  const secrets = await Promise.all(names.map((name) => secretsOf(deps).get(tenantId, name)));
  const originOf = new Map(secrets.flatMap((secret) => (secret === undefined ? [] : [[secret.name, secret.origin]])));
  return foreignSecretViolations(tools, originOf);
}
