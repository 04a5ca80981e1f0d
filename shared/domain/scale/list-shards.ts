import * as z from 'zod';
import { tenantIdSchema } from '../access/tenant-id.ts';

/** A list is read from all of its shards at once: more than this would be slower than what they are for. */
export const MOST_LIST_SHARDS = 64;

const FORM = `must be the number of list shards, 1 to ${MOST_LIST_SHARDS}, for each tenant, as JSON: { "*": 1, "acme": 6 }`;
const countSchema = z.int({ error: FORM }).min(1, FORM).max(MOST_LIST_SHARDS, FORM);

/** Into how many partitions the lists of a tenant are spread; `*`: of every tenant that is not named. */
export const listShardsSchema = z.record(z.union([z.literal('*'), tenantIdSchema], { error: FORM }), countSchema, {
  error: FORM,
});
export type ListShards = z.infer<typeof listShardsSchema>;

/** The same as JSON text, as the environment has it. */
export const listShardsTextSchema = z.string().transform((text, { addIssue }): ListShards => {
  const parsed = listShardsSchema.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  addIssue(FORM);
  return z.NEVER;
});

/** How many shards a tenant has; 1 when nothing is said. */
export function listShardsOf(shards: ListShards, tenantId: string): number {
  return shards[tenantId] ?? shards['*'] ?? 1;
}

/** The shard, from 0, of what is named so. Always the same while there are as many; evenly spread (FNV-1a, 32 bits). */
export function shardOf(id: string, shards: number): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  // The low bits of the product alone depend on few bits of the text.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) % shards;
}

/** One thing for each shard. */
export function everyShard<Of>(shards: number, of: (shard: number) => Of): Of[] {
  return Array.from({ length: shards }, (_, shard) => of(shard));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
