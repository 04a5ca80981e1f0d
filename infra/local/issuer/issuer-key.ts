import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { StartError, systemCode } from '../start-error.ts';

/** The pair that signs the laptop's tokens. */
export type IssuerKey = { keyId: string; privateKey: CryptoKey; publicKey: CryptoKey; publicJwk: JWK };

/** Reads the issuer's key from a file; makes it, readable by its owner only, when there is none. */
export async function openIssuerKey(file: string): Promise<IssuerKey> {
  const stored = readKeyFile(file) ?? (await makeKeyFile(file));
  try {
    return await importIssuerKey(stored);
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
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const stored = JSON.stringify(await exportJWK(privateKey));
  try {
    // Written aside and renamed: a crash in between must not leave half a key.
    writeFileSync(`${file}.new`, stored, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw unusableKeyFile(file, error);
  }
  return stored;
}

async function importIssuerKey(stored: string): Promise<IssuerKey> {
  const privateJwk: JWK = JSON.parse(stored);
  const { kty, n, e } = privateJwk;
  const keyId = await calculateJwkThumbprint({ kty, n, e });
  const publicJwk: JWK = { kty, n, e, alg: 'RS256', use: 'sig', kid: keyId };
  const [privateKey, publicKey] = await Promise.all([importJWK(privateJwk, 'RS256'), importJWK(publicJwk, 'RS256')]);
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array) throw new Error('not an RSA key');
  if (privateKey.type !== 'private') throw new Error('not a private key');
  return { keyId, privateKey, publicKey, publicJwk };
}

function unusableKeyFile(file: string, error: unknown): StartError {
  return new StartError(
    `The token issuer's key in ${file} cannot be read or written (${systemCode(error) ?? String(error)}). Make it readable and writable.`,
  );
}
