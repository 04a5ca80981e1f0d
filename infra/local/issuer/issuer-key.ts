import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { StartError, systemCode } from '../start-error.ts';

const BITS = 2_048;
const newKeyPair = promisify(generateKeyPair);

/** The public half, as the issuer publishes it. */
type PublicJwk = { kty: 'RSA'; n: string; e: string; alg: 'RS256'; use: 'sig'; kid: string };
/** The pair that signs the laptop's tokens. */
export type IssuerKey = { keyId: string; privateKey: KeyObject; publicKey: KeyObject; publicJwk: PublicJwk };

/** Reads the issuer's key from a file; makes it, readable by its owner only, when there is none. */
export async function openIssuerKey(file: string): Promise<IssuerKey> {
  const stored = readKeyFile(file) ?? (await makeKeyFile(file));
  try {
    return readIssuerKey(stored);
  } catch {
    throw new StartError(
      `The token issuer's key in ${file} is broken. Delete that file: a new key is made, and tokens issued before stop being valid.`,
    );
  }
}

function readKeyFile(file: string): string | undefined {
  try {
    const stored = readFileSync(file, 'utf8');
    chmodSync(file, 0o600);
    return stored;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw unusableKeyFile(file, error);
  }
}

async function makeKeyFile(file: string): Promise<string> {
  const { privateKey } = await newKeyPair('rsa', { modulusLength: BITS });
  const stored = JSON.stringify(privateKey.export({ format: 'jwk' }));
  try {
    // Written aside and renamed: a crash in between must not leave half a key.
    writeFileSync(`${file}.new`, stored, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw unusableKeyFile(file, error);
  }
  return stored;
}

function readIssuerKey(stored: string): IssuerKey {
  const privateKey = createPrivateKey({ key: JSON.parse(stored), format: 'jwk' });
  const publicKey = createPublicKey(privateKey);
  const { kty, n, e } = publicKey.export({ format: 'jwk' });
  if (kty !== 'RSA' || n === undefined || e === undefined) throw new Error('not an RSA key');
  const keyId = thumbprint({ e, kty, n });
  return { keyId, privateKey, publicKey, publicJwk: { kty, n, e, alg: 'RS256', use: 'sig', kid: keyId } };
}

/** RFC 7638: the required members, in the order of their names. */
function thumbprint({ e, kty, n }: { e: string; kty: string; n: string }): string {
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}

function unusableKeyFile(file: string, error: unknown): StartError {
  return new StartError(
    `The token issuer's key in ${file} cannot be read or written (${systemCode(error) ?? String(error)}). Make it readable and writable.`,
  );
}
