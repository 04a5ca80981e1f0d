import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inProcessClient } from '../../../infra/local/emulators/in-process-transport.ts';
import { openSecretsManager } from '../../../infra/local/emulators/secrets-manager/open-secrets-manager.ts';
import { StartError } from '../../../infra/local/start-error.ts';
import { aFront } from '../local/a-front.ts';

let folder: string;
let files: { secretsFile: string; keyFile: string };
const at = { now: 0 };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-sessions-'));
  files = { secretsFile: join(folder, 'secrets.encrypted'), keyFile: join(folder, 'secrets-key') };
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (given?: string) =>
  openSecretsManager({ ...files, given, clock: { now: () => at.now }, account: '000000000000', region: 'local' });
const clientOf = (service = open().service) => new SecretsManagerClient(inProcessClient(service));
const token = (n: number) => `${n}`.padStart(32, '0');
const aSecret = (text = 'canary value', n = 1) => ({
  Name: 'stage/acme/KEY',
  SecretString: text,
  ClientRequestToken: token(n),
});
const aValue = (text: string, n: number) => ({
  SecretId: 'stage/acme/KEY',
  SecretString: text,
  ClientRequestToken: token(n),
});
const get = async (client: SecretsManagerClient, VersionId?: string) =>
  (
    await client.send(
      new GetSecretValueCommand({ SecretId: 'stage/acme/KEY', ...(VersionId !== undefined && { VersionId }) }),
    )
  ).SecretString;

describe("The laptop's Secrets Manager", () => {
  it('keeps every value that is put, by its version, and over a restart', async () => {
    const client = clientOf();
    expect(await client.send(new CreateSecretCommand(aSecret('first')))).toMatchObject({ VersionId: token(1) });
    await client.send(new PutSecretValueCommand(aValue('second', 2)));
    for (const each of [client, clientOf()]) {
      expect(await get(each)).toBe('second');
      expect(await get(each, token(1))).toBe('first');
    }
  });

  it('takes a repeat with the same token once, and none with another value', async () => {
    const client = clientOf();
    await client.send(new CreateSecretCommand(aSecret()));
    await client.send(new CreateSecretCommand(aSecret()));
    await client.send(new PutSecretValueCommand(aValue('second', 2)));
    await client.send(new PutSecretValueCommand(aValue('second', 2)));
    await expect(client.send(new PutSecretValueCommand(aValue('third', 2)))).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
    await expect(client.send(new CreateSecretCommand(aSecret('x', 9)))).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
    expect(await get(client)).toBe('second');
  });

  it('has nothing after a deletion, which may be repeated', async () => {
    const client = clientOf();
    await client.send(new CreateSecretCommand(aSecret()));
    const removal = new DeleteSecretCommand({ SecretId: 'stage/acme/KEY', ForceDeleteWithoutRecovery: true });
    await client.send(removal);
    await client.send(removal);
    for (const call of [get(client), client.send(new PutSecretValueCommand(aValue('x', 3)))]) {
      await expect(call).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    }
    await client.send(new CreateSecretCommand(aSecret('again')));
    expect(await get(client)).toBe('again');
  });

  it('forgets former values after a day, the current one never', async () => {
    const client = clientOf();
    await client.send(new CreateSecretCommand(aSecret('first')));
    await client.send(new PutSecretValueCommand(aValue('second', 2)));
    at.now += 86_400_001;
    await client.send(new PutSecretValueCommand(aValue('third', 3)));
    expect([await get(client), await get(client, token(2))]).toEqual(['third', 'second']);
    await expect(get(client, token(1))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it.each([
    ['an operation', 'UnknownOperationException', () => new DescribeSecretCommand({ SecretId: 'a' })],
    ['another operation', 'UnknownOperationException', () => new ListSecretsCommand({})],
    ['a parameter', 'ValidationException', () => new CreateSecretCommand({ ...aSecret(), KmsKeyId: 'k' })],
    [
      'another parameter',
      'ValidationException',
      () => new GetSecretValueCommand({ SecretId: 'a', VersionStage: 'AWSCURRENT' }),
    ],
    [
      'a window for recovery',
      'ValidationException',
      () => new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: 7 }),
    ],
    ['a short token', 'ValidationException', () => new CreateSecretCommand({ ...aSecret(), ClientRequestToken: 'x' })],
  ])('refuses %s that it does not have', async (_, name, command) => {
    const sent = clientOf().send(command() as GetSecretValueCommand);
    await expect(sent).rejects.toMatchObject({ name });
    await expect(sent).rejects.not.toMatchObject({ message: expect.stringContaining('canary') });
  });

  it('takes values from other programs and tells them none', async () => {
    const manager = open();
    const front = await aFront({ services: { secretsmanager: manager.writeOnly } });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new SecretsManagerClient({ endpoint: front.address, region: 'local', credentials });
    await client.send(new CreateSecretCommand(aSecret()));
    await expect(get(client)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.not.stringContaining('canary'),
    });
    client.destroy();
    expect(await get(clientOf(manager.service))).toBe('canary value');
  });
});

describe('The file of secrets', () => {
  it('holds nothing that can be read, and is for its owner alone', async () => {
    const client = clientOf();
    await client.send(new CreateSecretCommand(aSecret()));
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), 'latin1');
      const bytes = text.startsWith('{') ? Buffer.from(JSON.parse(text).data, 'base64').toString('latin1') : text;
      for (const part of ['canary', 'acme', 'KEY'])
        expect([text.includes(part), bytes.includes(part)]).toEqual([false, false]);
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
    expect(readdirSync(folder).sort()).toEqual(['secrets-key', 'secrets.encrypted']);
  });

  it('needs no key beside it when one is given', async () => {
    const key = 'ab'.repeat(32);
    await clientOf(open(key).service).send(new CreateSecretCommand(aSecret()));
    expect(readdirSync(folder)).toEqual(['secrets.encrypted']);
    expect(await get(clientOf(open(key).service))).toBe('canary value');
  });

  it.each([
    [
      'is cut',
      () => writeFileSync(files.secretsFile, readFileSync(files.secretsFile, 'utf8').slice(0, 50)),
      'cannot be decrypted',
    ],
    ['is empty', () => writeFileSync(files.secretsFile, ''), 'cannot be decrypted'],
    ['was changed in one bit', () => changeData(), 'cannot be decrypted'],
    ['has another key', () => writeFileSync(files.keyFile, 'cd'.repeat(32)), 'cannot be decrypted'],
    ['has a broken key', () => writeFileSync(files.keyFile, 'no key'), 'is broken'],
    ['has lost its key', () => rmSync(files.keyFile), 'is missing'],
  ])('stops the start when it %s, and says what to do', async (_, damage, why) => {
    await clientOf().send(new CreateSecretCommand(aSecret()));
    damage();
    expect(open).toThrow(StartError);
    expect(open).toThrow(why);
    expect(open).toThrow('put the secrets again');
  });

  it('outlives kill -9 in the middle of writing, with all that was acknowledged', async () => {
    const program = join(import.meta.dirname, 'put-secrets-until-killed.ts');
    for (let round = 0; round < 3; round += 1) {
      rmSync(files.secretsFile, { force: true });
      const writer = spawn(process.execPath, [program, files.secretsFile, files.keyFile]);
      let acknowledged = '';
      writer.stdout.setEncoding('utf8').on('data', (text: string) => {
        acknowledged += text;
        if (acknowledged.split('\n').length > 20 + 7 * round) writer.kill('SIGKILL');
      });
      await once(writer, 'close');
      const last = Number(acknowledged.trim().split('\n').at(-1));
      expect(last).toBeGreaterThan(10);
      const client = clientOf();
      expect(await get(client, token(last))).toBe(`value ${last}`);
    }
  });
});

/** One bit of what is encrypted. */
function changeData(): void {
  const file = JSON.parse(readFileSync(files.secretsFile, 'utf8'));
  const data = Buffer.from(file.data, 'base64');
  data[0] = (data[0] ?? 0) ^ 1;
  writeFileSync(files.secretsFile, JSON.stringify({ ...file, data: data.toString('base64') }));
}
