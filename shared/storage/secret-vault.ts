import type { SecretsManagerClient, SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { Unavailable } from '../contracts/refusal.ts';
import { type BoundValue, boundValueSchema } from '../domain/secret/secret.ts';

export type SecretVaultDeps = {
  /** Settings of the client of Secrets Manager, which is loaded when the first secret is asked for. */
  clientConfig: SecretsManagerClientConfig;
  /** First part of every secret's name there, such as `agent-sessions/production`. */
  prefix: string;
  /** A UUID: Secrets Manager names versions by such. */
  newValueId: () => string;
};

/** Where the values of secrets are. Each value that is put stays as it is under an id of its own. */
export type SecretVault = {
  /** Puts a value; answers its id. @throws Unavailable while a secret of the name is being deleted */
  put: (tenantId: string, name: string, value: BoundValue) => Promise<string>;
  read: (tenantId: string, name: string, valueId: string) => Promise<BoundValue | undefined>;
  /** Takes every value of the secret away, at once and for good. What is not there is no error. */
  remove: (tenantId: string, name: string) => Promise<void>;
};

/** The vault in AWS Secrets Manager. Its errors are told by their name only: their text may hold what was sent. */
export function secretVault({ clientConfig, prefix, newValueId }: SecretVaultDeps): SecretVault {
  const idOf = (tenantId: string, name: string) => `${prefix}/${tenantId}/${name}`;
  const connected = connecting(clientConfig);

  return {
    async put(tenantId, name, { value, origin }) {
      const { client, sdk } = await connected();
      const SecretId = idOf(tenantId, name);
      // Value and origin are one text, so that neither is ever read with another's. The token makes repeats by the SDK one.
      const version = { SecretString: JSON.stringify({ value, origin }), ClientRequestToken: newValueId() };
      const putNext = () => client.send(new sdk.PutSecretValueCommand({ SecretId, ...version }));
      const putFirst = () => client.send(new sdk.CreateSecretCommand({ Name: SecretId, ...version }));
      let failure = await failureOf(putNext);
      if (failure?.name === 'ResourceNotFoundException') failure = await failureOf(putFirst);
      // Somebody else has put the first value in between.
      if (failure?.name === 'ResourceExistsException') failure = await failureOf(putNext);
      if (failure === undefined) return version.ClientRequestToken;
      throw failure.name === 'InvalidRequestException' ? beingDeleted(name) : failure;
    },

    async read(tenantId, name, valueId) {
      const { client, sdk } = await connected();
      const get = new sdk.GetSecretValueCommand({ SecretId: idOf(tenantId, name), VersionId: valueId });
      try {
        const { SecretString = '' } = await client.send(get);
        return boundValueSchema.parse(JSON.parse(SecretString));
      } catch (error) {
        const failure = withoutText(error);
        if (failure.name === 'ResourceNotFoundException') return undefined;
        throw failure;
      }
    },

    async remove(tenantId, name) {
      const { client, sdk } = await connected();
      // A window for recovery would keep the value for a week or more, and the name taken.
      const input = { SecretId: idOf(tenantId, name), ForceDeleteWithoutRecovery: true };
      const failure = await failureOf(() => client.send(new sdk.DeleteSecretCommand(input)));
      if (failure !== undefined && failure.name !== 'ResourceNotFoundException') throw failure;
    },
  };
}

/** Loads the client once, when it is first needed: most sessions use no secret. */
function connecting(config: SecretsManagerClientConfig) {
  type Sdk = typeof import('@aws-sdk/client-secrets-manager');
  let connection: Promise<{ client: SecretsManagerClient; sdk: Sdk }> | undefined;
  return () => {
    connection ??= import('@aws-sdk/client-secrets-manager').then((sdk) => ({
      client: new sdk.SecretsManagerClient(config),
      sdk,
    }));
    return connection;
  };
}

const serviceErrorSchema = z.object({
  name: z.string(),
  $retryable: z.object({ throttling: z.boolean().optional() }).optional(),
  $metadata: z.object({ httpStatusCode: z.number().optional() }).optional(),
});

/** What Secrets Manager said no to, by the name of the error. */
class VaultFailure extends Error {
  readonly $retryable: object | undefined;
  readonly $metadata: { httpStatusCode?: number | undefined } | undefined;
  constructor({ name, $retryable, $metadata }: z.infer<typeof serviceErrorSchema>) {
    super(`Secrets Manager answered ${name}. Its text is left out, as it may hold a value.`);
    this.name = name;
    this.$retryable = $retryable;
    this.$metadata = $metadata;
  }
}

async function failureOf(send: () => Promise<unknown>): Promise<VaultFailure | undefined> {
  try {
    await send();
    return undefined;
  } catch (error) {
    return withoutText(error);
  }
}

function withoutText(error: unknown): VaultFailure {
  const parsed = serviceErrorSchema.safeParse(error);
  return new VaultFailure(parsed.success ? parsed.data : { name: 'UnknownError' });
}

function beingDeleted(name: string): Unavailable {
  return new Unavailable(
    `A secret ${name} is being deleted in Secrets Manager. Try again in a minute; if it was deleted there by hand, restore it there first.`,
  );
}
