import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, gzip, gzipSync } from 'node:zlib';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type BodyReference, INLINE_BYTES, MAX_BODY_BYTES, type StoredText } from '../domain/session/stored-text.ts';
import { allDone } from '../runtime/all-done.ts';
import type { SessionKey } from './control-store.ts';
import { firstBytes } from './preview-of.ts';
import { keys } from './table-keys.ts';

/** Text bytes of one part: below DynamoDB's 400 KB an item also when they don't compress at all. */
const PART_BYTES = 350 * 1_024;
/** Up to here compressing on the spot costs less than handing it to another thread. */
const SYNC_BYTES = 32 * 1_024;

const partSchema = z.object({ data: z.instanceof(Uint8Array) });

export type BodyStoreDeps = { documentClient: DynamoDBDocumentClient; table: string };
export type BodyStore = ReturnType<typeof bodyStore>;

/** Texts of a session: in the item that mentions them when short, else immutable under the hash of their bytes. */
export function bodyStore(deps: BodyStoreDeps) {
  return {
    /**
     * Keeps a text; the same text again is the same body. What is longer than 2 MB is cut there and flagged.
     * `inlineBytes`: up to this many UTF-8 bytes it stays in the item.
     */
    async store(key: SessionKey, text: string, inlineBytes = INLINE_BYTES): Promise<StoredText> {
      const bytes = firstBytes(text, MAX_BODY_BYTES);
      const cut = bytes.length < Buffer.byteLength(text);
      if (bytes.length <= inlineBytes) return { text: bytes.toString('utf8') };
      const id = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
      const parts = split(bytes);
      await allDone(parts.map((part, number) => putPart(deps, key, { id, number, part })));
      return { body: { id, bytes: bytes.length, parts: parts.length, cut } };
    },

    /** The whole text. @throws BodyMissing when it was purged. */
    async read(key: SessionKey, stored: StoredText): Promise<string> {
      if ('text' in stored) return stored.text;
      const { body } = stored;
      const numbers = Array.from({ length: body.parts }, (_, number) => number);
      const parts = await Promise.all(numbers.map((number) => getPart(deps, key, body, number)));
      return Buffer.concat(parts).toString('utf8');
    },
  };
}

/** A text that something still refers to is gone: its session was deleted meanwhile. */
export class BodyMissing extends Error {
  constructor({ sessionId }: SessionKey, { id }: BodyReference) {
    super(`The text ${id} of session ${sessionId} is gone: the session was deleted meanwhile.`);
    this.name = 'BodyMissing';
  }
}

/** Cut before they are compressed: so parts depend on the text alone, and a second writer puts exactly the same ones. */
function split(bytes: Buffer): Buffer[] {
  const count = Math.max(1, Math.ceil(bytes.length / PART_BYTES));
  return Array.from({ length: count }, (_, number) => bytes.subarray(number * PART_BYTES, (number + 1) * PART_BYTES));
}

async function putPart(
  deps: BodyStoreDeps,
  key: SessionKey,
  { id, number, part }: { id: string; number: number; part: Buffer },
): Promise<void> {
  const data = part.length <= SYNC_BYTES ? gzipSync(part) : await promisify(gzip)(part);
  const item = { ...partKey(key, id, number), data };
  await deps.documentClient.send(new PutCommand({ TableName: deps.table, Item: item }));
}

async function getPart(deps: BodyStoreDeps, key: SessionKey, body: BodyReference, number: number): Promise<Buffer> {
  const { Item: item } = await deps.documentClient.send(
    new GetCommand({ TableName: deps.table, Key: partKey(key, body.id, number), ConsistentRead: true }),
  );
  if (item === undefined) throw new BodyMissing(key, body);
  const { data } = partSchema.parse(item);
  return body.bytes <= SYNC_BYTES ? gunzipSync(data) : promisify(gunzip)(data);
}

function partKey({ tenantId, sessionId }: SessionKey, id: string, number: number) {
  return { pk: keys.session(tenantId, sessionId), sk: keys.bodyPart(id, number) };
}
