import { AwsError } from '../aws-error.ts';
import type { LocalRequest, LocalResponse, LocalService } from '../local-service.ts';
import { parseRequest } from '../parse-request.ts';
import { encryptedFile } from './encrypted-file.ts';
import { type OperationName, requestSchemas } from './requests.ts';
import { type SecretsKeyOptions, secretsKey } from './secrets-key.ts';
import { storedSecrets } from './stored-secrets.ts';

const TARGET_PREFIX = 'secretsmanager.';

export type SecretsManagerOptions = SecretsKeyOptions & {
  clock: { now: () => number };
  account: string;
  region: string;
};

export type SecretsManager = {
  /** For the product in this process. */
  service: LocalService;
  /** For everybody else on this machine: takes values and never tells one. */
  writeOnly: LocalService;
};

/**
 * The laptop's Secrets Manager behind its protocol: what the product calls of it, over one encrypted file.
 * @throws StartError when file or key can't be used
 */
export function openSecretsManager(options: SecretsManagerOptions): SecretsManager {
  const operations = describeOperations(options);
  const serve =
    (mayTell: boolean): LocalService =>
    async ({ headers, body }) => {
      try {
        const name = readTarget(headers['x-amz-target'] ?? '');
        if (name === 'GetSecretValue' && !mayTell) throw notTold();
        return answer(200, operations[name](body));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return answer(error.status, { __type: error.name, message: error.message });
      }
    };
  return { service: serve(true), writeOnly: serve(false) };
}

function describeOperations(
  options: SecretsManagerOptions,
): Record<OperationName, (body: LocalRequest['body']) => object> {
  const secrets = storedSecrets(encryptedFile(options.secretsFile, secretsKey(options)), options.clock);
  const { account, region } = options;
  const described = (Name: string) => ({ ARN: `arn:aws:secretsmanager:${region}:${account}:secret:${Name}`, Name });
  return {
    CreateSecret: (body) => {
      const { Name, SecretString, ClientRequestToken } = parseRequest(requestSchemas.CreateSecret, body);
      secrets.create(Name, { id: ClientRequestToken, text: SecretString });
      return { ...described(Name), VersionId: ClientRequestToken };
    },
    PutSecretValue: (body) => {
      const { SecretId, SecretString, ClientRequestToken } = parseRequest(requestSchemas.PutSecretValue, body);
      secrets.put(SecretId, { id: ClientRequestToken, text: SecretString });
      return { ...described(SecretId), VersionId: ClientRequestToken, VersionStages: ['AWSCURRENT'] };
    },
    GetSecretValue: (body) => {
      const { SecretId, VersionId } = parseRequest(requestSchemas.GetSecretValue, body);
      const { id, text, createdAt } = secrets.get(SecretId, VersionId);
      return { ...described(SecretId), VersionId: id, SecretString: text, CreatedDate: createdAt / 1_000 };
    },
    DeleteSecret: (body) => {
      const { SecretId } = parseRequest(requestSchemas.DeleteSecret, body);
      secrets.remove(SecretId);
      return { ...described(SecretId), DeletionDate: options.clock.now() / 1_000 };
    },
  };
}

function readTarget(target: string): OperationName {
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : '';
  if (isOperation(name)) return name;
  const supported = Object.keys(requestSchemas).join(', ');
  throw new AwsError(
    'UnknownOperationException',
    `The laptop's Secrets Manager has no operation "${target}". It has ${supported}.`,
  );
}

function notTold(): AwsError {
  return new AwsError(
    'AccessDeniedException',
    "The laptop tells nobody a secret's value: only its own tools get it. Put the secret again if you need to know it.",
  );
}

const isOperation = (name: string): name is OperationName => Object.hasOwn(requestSchemas, name);

const answer = (status: number, value: object): LocalResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});
