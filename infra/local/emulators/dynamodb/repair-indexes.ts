import { getIndexActions, type Item, type Store, type TableDescription, type Write } from 'dynalite/db/index.js';

const ROWS_AT_ONCE = 100;
type Entries = Map<string, string>;

/**
 * Makes every index tell what its table tells, and answers how many entries it had to write or delete. Nothing that is
 * written through `atomicStore` can differ; this is for folders that were written by something else, or edited.
 * Run it before the store serves anybody.
 */
export async function repairIndexes(store: Store, tables: readonly string[]): Promise<number> {
  let repaired = 0;
  for (const name of tables) {
    const table = await describe(store, name);
    if (table.GlobalSecondaryIndexes === undefined) continue;
    const writes = await differences(store.db, name, table);
    if (writes.length > 0) await commit(store.db, writes);
    repaired += writes.length;
  }
  return repaired;
}

/** What to write so that the indexes of a table agree with its items. */
async function differences(db: Store['db'], name: string, table: TableDescription): Promise<Write[]> {
  const { GlobalSecondaryIndexes: indexes = [] } = table;
  const left: Entries = new Map();
  for (const { IndexName } of indexes) {
    for await (const [key, value] of rows(db, `index-global~${name}~${IndexName}~`)) left.set(key, value);
  }
  const writes: Write[] = [];
  for await (const [, value] of rows(db, `item-${name}~`)) {
    for (const [key, entry] of entriesOf(name, table, JSON.parse(value))) {
      if (left.get(key) !== entry) writes.push({ type: 'put', key, value: entry, valueEncoding: 'utf8' });
      left.delete(key);
    }
  }
  return [...writes, ...[...left.keys()].map((key): Write => ({ type: 'del', key }))];
}

/** The index entries that dynalite writes with an item. */
function entriesOf(name: string, table: TableDescription, item: Item): Entries {
  const { puts } = getIndexActions(table.GlobalSecondaryIndexes ?? [], undefined, item, table);
  return new Map(puts.map(({ index, key, item }) => [`index-global~${name}~${index}~${key}`, JSON.stringify(item)]));
}

async function* rows(db: Store['db'], prefix: string): AsyncGenerator<[key: string, json: string]> {
  const iterator = db.iterator({ gte: prefix, lt: `${prefix}\xFF`, valueEncoding: 'utf8' });
  try {
    for (;;) {
      const batch = await iterator.nextv(ROWS_AT_ONCE);
      if (batch.length === 0) return;
      yield* batch;
    }
  } finally {
    await iterator.close();
  }
}

function describe(store: Store, name: string): Promise<TableDescription> {
  return new Promise((resolve, reject) =>
    store.getTable(name, false, (error, table) => (table === undefined ? reject(error) : resolve(table))),
  );
}

function commit(db: Store['db'], writes: Write[]): Promise<void> {
  return new Promise((resolve, reject) => db.batch(writes, (error) => (error ? reject(error) : resolve())));
}
