import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { StartError } from '../../start-error.ts';
import { readIfThere, writeDurably } from './encrypted-file.ts';

const KEY_BYTES = 32;
const FORM = /^[0-9a-f]{64}$/i;

export type SecretsKeyOptions = {
  /** Where the key is kept when none is given. */
  keyFile: string;
  /** What is encrypted with it. */
  secretsFile: string;
  /** 64 hexadecimal digits: then no key is kept beside the secrets. */
  given: string | undefined;
};

/** The key of the laptop's secrets: the given one, or one in a file that its owner alone can read, made when there is none. */
export function secretsKey({ keyFile, secretsFile, given }: SecretsKeyOptions): { key: Buffer; keyName: string } {
  if (given !== undefined) return { key: Buffer.from(given, 'hex'), keyName: 'SECRETS_KEY' };
  const stored = readIfThere(keyFile)?.trim();
  if (stored === undefined) return { key: makeKey(keyFile, secretsFile), keyName: keyFile };
  if (!FORM.test(stored)) {
    throw new StartError(
      `The key of the secrets in ${keyFile} is broken. Restore it, or delete it together with ${secretsFile} and put the secrets again.`,
    );
  }
  chmodSync(keyFile, 0o600);
  return { key: Buffer.from(stored, 'hex'), keyName: keyFile };
}

function makeKey(keyFile: string, secretsFile: string): Buffer {
  if (existsSync(secretsFile)) {
    throw new StartError(
      `The key of the secrets in ${secretsFile} is missing. Restore ${keyFile}, set SECRETS_KEY, or delete ${secretsFile} and put the secrets again.`,
    );
  }
  const key = randomBytes(KEY_BYTES);
  writeDurably(keyFile, `${key.toString('hex')}\n`);
  return key;
}
