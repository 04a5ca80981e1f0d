import { openSecretsManager } from '../../../infra/local/emulators/secrets-manager/open-secrets-manager.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';

/** Its own process: puts values of one secret (files as arguments) and prints each one's number once acknowledged. */
const [, , secretsFile = '', keyFile = ''] = process.argv;
const place = { account: '000000000000', region: 'local' };
const { service } = openSecretsManager({ secretsFile, keyFile, given: undefined, clock: systemClock, ...place });
const call = async (operation: string, request: Record<string, string>) => {
  const headers = { 'x-amz-target': `secretsmanager.${operation}` };
  const { status } = await service({ method: 'POST', path: '/', headers, body: JSON.stringify(request) });
  return status === 200;
};
for (let n = 0; ; n++) {
  const version = { SecretString: `value ${n}`, ClientRequestToken: `${n}`.padStart(32, '0') };
  const isPut =
    n === 0
      ? await call('CreateSecret', { Name: 'stage/acme/KEY', ...version })
      : await call('PutSecretValue', { SecretId: 'stage/acme/KEY', ...version });
  if (isPut) process.stdout.write(`${n}\n`);
}
