import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';

/** Reads a secret of the deployment itself, not of a tenant. The client is loaded when it is first needed. */
export function deploymentSecret(clientConfig: SecretsManagerClientConfig) {
  return async (name: string): Promise<string> => {
    const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const answer = await new SecretsManagerClient(clientConfig).send(new GetSecretValueCommand({ SecretId: name }));
    return answer.SecretString ?? '';
  };
}
