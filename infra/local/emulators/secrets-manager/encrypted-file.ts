import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { StartError, systemCode } from '../../start-error.ts';

const CIPHER = 'aes-256-gcm';
/** What GCM asks for, in bytes. */
const NONCE_BYTES = 12;
/** Is part of what is authenticated: the file of another format is refused, not misread. */
const FORMAT = 'agent-sessions secrets 1';

const fileSchema = z.strictObject({
  format: z.literal(FORMAT),
  nonce: z.base64(),
  tag: z.base64(),
  data: z.base64(),
});

/** A text in a file that nobody can read or change without the key. */
export type EncryptedFile = {
  /** `undefined`: there is no file. @throws StartError when it is broken, or was made with another key */
  read: () => string | undefined;
  /** When it answers, the text outlives a crash; when it throws, the former text is still there. */
  write: (text: string) => void;
};

export function encryptedFile(file: string, { key, keyName }: { key: Buffer; keyName: string }): EncryptedFile {
  return {
    read() {
      const stored = readIfThere(file);
      if (stored === undefined) return undefined;
      try {
        const { nonce, tag, data } = fileSchema.parse(JSON.parse(stored));
        const decipher = createDecipheriv(CIPHER, key, Buffer.from(nonce, 'base64'), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(FORMAT)).setAuthTag(Buffer.from(tag, 'base64'));
        return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString();
      } catch {
        throw new StartError(
          `The secrets in ${file} cannot be decrypted with the key in ${keyName}: the file is broken, or was made with another key. Restore both, or delete ${file} and put the secrets again.`,
        );
      }
    },
    write(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(FORMAT));
      const data = Buffer.concat([cipher.update(text), cipher.final()]);
      const [nonceText, tag, dataText] = [nonce, cipher.getAuthTag(), data].map((bytes) => bytes.toString('base64'));
      writeDurably(file, JSON.stringify({ format: FORMAT, nonce: nonceText, tag, data: dataText }));
    },
  };
}

/** Written aside, forced to the disk and renamed: a crash leaves the former text or the new one, never half of one. */
export function writeDurably(file: string, text: string): void {
  const aside = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(aside, text);
    fsyncSync(aside);
  } finally {
    closeSync(aside);
  }
  renameSync(`${file}.new`, file);
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** @throws StartError when the file is there and can't be read. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new StartError(`${file} cannot be read (${systemCode(error) ?? 'unknown'}). Make it readable and writable.`);
  }
}
