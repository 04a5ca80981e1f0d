import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Conflict } from '../contracts/refusal.ts';
import { conditionHeld } from './condition-held.ts';

export type VersionedDeps = { documentClient: DynamoDBDocumentClient; table: string };

/** How things of one kind are kept as items of the Catalog table. */
export type VersionedKind<Thing extends { version: number }> = {
  /** For people, as in `Agent agt_1`. */
  nameOf: (thing: Thing) => string;
  idOf: (thing: Thing) => string;
  keyOf: (tenantId: string, id: string) => { pk: string; sk: string };
  rowOf: (tenantId: string, thing: Thing) => Record<string, unknown>;
  ofRow: (row: Record<string, unknown>) => Thing;
};

/** Things that people write: each write stands on the version that was read. */
export function versionedItems<Thing extends { version: number }>(deps: VersionedDeps, kind: VersionedKind<Thing>) {
  const { documentClient, table } = deps;
  const { nameOf, idOf, keyOf, rowOf, ofRow } = kind;

  /** Strong read. */
  async function get(tenantId: string, id: string): Promise<Thing | undefined> {
    const read = new GetCommand({ TableName: table, Key: keyOf(tenantId, id), ConsistentRead: true });
    const { Item: item } = await documentClient.send(read);
    return item && ofRow(item);
  }

  /** A write that the SDK repeated because its answer got lost is refused the second time: what is there tells whose it was. */
  async function put(tenantId: string, thing: Thing, condition: Condition): Promise<void> {
    const row = rowOf(tenantId, thing);
    if (await conditionHeld(documentClient.send(new PutCommand({ TableName: table, Item: row, ...condition })))) return;
    const there = await get(tenantId, idOf(thing));
    if (there !== undefined && JSON.stringify(rowOf(tenantId, there)) === JSON.stringify(row)) return;
    throw moved(nameOf(thing), there);
  }

  return {
    get,

    create: (tenantId: string, thing: Thing): Promise<void> =>
      put(tenantId, thing, { ConditionExpression: 'attribute_not_exists(pk)' }),

    /** Puts `after` in place of `before`. @throws Conflict when `before` is not what is there. */
    replace: (tenantId: string, before: Thing, after: Thing): Promise<void> => put(tenantId, after, unmoved(before)),

    /** @throws Conflict when `thing` is not what is there now. */
    async remove(tenantId: string, thing: Thing): Promise<void> {
      const Key = keyOf(tenantId, idOf(thing));
      const write = new DeleteCommand({ TableName: table, Key, ...unmoved(thing) });
      if (await conditionHeld(documentClient.send(write))) return;
      const there = await get(tenantId, idOf(thing));
      if (there !== undefined) throw moved(nameOf(thing), there);
    },
  };
}

type Condition = {
  ConditionExpression: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
};

function unmoved({ version }: { version: number }): Condition {
  return {
    ConditionExpression: '#version = :read',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':read': version },
  };
}

function moved(name: string, there: { version: number } | undefined): Conflict {
  const now = there === undefined ? 'was deleted' : `is at version ${there.version} now`;
  return new Conflict(`${name} ${now}. Read it again and repeat your change on what is there.`);
}
