import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Conflict } from '../contracts/refusal.ts';
import type { Clock } from '../runtime/clock.ts';
import { conditionHeld } from './condition-held.ts';

/** A name whose thing was not saved after the claim is free again after this: far longer than a request lives. */
const CLAIM_MS = 120_000;

export type NameClaimDeps = { documentClient: DynamoDBDocumentClient; table: string; clock: Pick<Clock, 'now'> };

/** What has names: where they are kept, and who holds one. */
export type NamedKind<Name> = {
  keyOf: (name: Name) => { pk: string; sk: string };
  /** Attribute with the id of who holds the name. */
  holder: 'agentId' | 'triggerId';
  /** Whether the thing is there, under this name. */
  hasName: (id: string, name: Name) => Promise<boolean>;
  taken: (name: Name) => Conflict;
};

/**
 * Who has a name: one item per name, claimed before the thing is saved and confirmed after. A claim of another one counts
 * while it is fresh, or while that one is there under the name; what a crash left behind is taken over.
 */
export function nameClaims<Name>(deps: NameClaimDeps, kind: NamedKind<Name>) {
  const claimSchema = z.object({ [kind.holder]: z.string(), heldUntil: z.number().optional() });

  const put = (name: Name, item: { id: string; heldUntil?: number }, heldBefore: string | undefined) => {
    const { id, ...rest } = item;
    const Item = { ...kind.keyOf(name), [kind.holder]: id, ...rest };
    const write = new PutCommand({ TableName: deps.table, Item, ...heldBy(kind.holder, heldBefore) });
    return conditionHeld(deps.documentClient.send(write));
  };
  const read = async (name: Name): Promise<{ id: string; heldUntil: number } | undefined> => {
    const get = new GetCommand({ TableName: deps.table, Key: kind.keyOf(name), ConsistentRead: true });
    const { Item } = await deps.documentClient.send(get);
    if (Item === undefined) return undefined;
    const { [kind.holder]: id, heldUntil = 0 } = claimSchema.parse(Item);
    return { id: String(id), heldUntil: Number(heldUntil) };
  };

  return {
    /** @throws Conflict when another one has the name. */
    async claim(name: Name, id: string): Promise<void> {
      const now = deps.clock.now();
      const item = { id, heldUntil: now + CLAIM_MS };
      if (await put(name, item, undefined)) return;
      const held = await read(name);
      if (held?.id === id) return;
      if (held !== undefined && (held.heldUntil > now || (await kind.hasName(held.id, name)))) throw kind.taken(name);
      if (await put(name, item, held?.id)) return;
      if ((await read(name))?.id !== id) throw kind.taken(name);
    },

    /** After the thing was saved. False: the claim ran out before, and somebody else has the name. */
    confirm: (name: Name, id: string): Promise<boolean> => put(name, { id }, id),

    /** Frees the name if it is this one's. */
    release: (name: Name, id: string): Promise<boolean> =>
      conditionHeld(
        deps.documentClient.send(
          new DeleteCommand({ TableName: deps.table, Key: kind.keyOf(name), ...heldBy(kind.holder, id) }),
        ),
      ),
  };
}

function heldBy(holder: string, id: string | undefined) {
  if (id === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return { ConditionExpression: `${holder} = :holder`, ExpressionAttributeValues: { ':holder': id } };
}
