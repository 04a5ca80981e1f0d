import {
  type Found,
  type Item,
  itemSize,
  type Section,
  type Store,
  type TableDescription,
  validationError,
  type Write,
} from 'dynalite/db/index.js';
import { rowStream } from './row-stream.ts';

/** DynamoDB's limit for one item, in bytes. */
const MAX_ITEM_BYTES = 409_600;

/**
 * dynalite's store with three things put right:
 * - An item and its index entries are written in one LevelDB batch. Stock dynalite writes them one after the other, and a
 *   process killed in between leaves an index that tells something else than the table, for good.
 * - A table is ACTIVE at once: one killed while CREATING would stay so for ever.
 * - The size limit counts bytes, as AWS does, not characters.
 */
export function atomicStore(store: Store): Store {
  // dynalite writes index entries and then the item without leaving the tick, if each entry is answered at once.
  // So at an item's own write these are its entries and nobody else's.
  let indexWrites: Write[] = [];

  const commit = (write: Write, done: (error?: unknown) => void) => {
    const writes = [...indexWrites, write];
    indexWrites = [];
    store.db.batch(writes, done);
  };
  return {
    ...store,
    tableDb: activeAtOnce(store.tableDb),
    getTable: rememberTables(store),
    getIndexDb: (kind, table, index) => {
      const prefix = `index-${kind.toLowerCase()}~${table}~${index}~`;
      return {
        ...store.getIndexDb(kind, table, index),
        createValueStream: (range) => rowStream(store.db, prefix, range),
        put: (key, value, done) => {
          indexWrites.push({ type: 'put', key: prefix + key, value });
          done();
        },
        del: (key, done) => {
          indexWrites.push({ type: 'del', key: prefix + key });
          done();
        },
      };
    },
    getItemDb: (table) => {
      const prefix = `item-${table}~`;
      return {
        ...store.getItemDb(table),
        createValueStream: (range) => rowStream(store.db, prefix, range),
        // LevelDB answers from memory or the OS cache: a hop through its thread pool costs more than the read.
        get: (key, found) => found(null, store.db.getSync(prefix + key)),
        put: (key, item, done) => {
          const value = JSON.stringify(item);
          if (!isTooLarge(item, value))
            return commit({ type: 'put', key: prefix + key, value, valueEncoding: 'utf8' }, done);
          indexWrites = [];
          done(validationError('Item size has exceeded the maximum allowed size'));
        },
        del: (key, done) => commit({ type: 'del', key: prefix + key }, done),
      };
    },
  };
}

function isTooLarge(item: Item, json: string): boolean {
  const bytesBeyondCharacters = Buffer.byteLength(json) - json.length;
  return bytesBeyondCharacters > 0 && itemSize(item) + bytesBeyondCharacters > MAX_ITEM_BYTES;
}

function activeAtOnce(tableDb: Section<TableDescription>): Section<TableDescription> {
  return {
    ...tableDb,
    put: (name, table, done) => {
      const indexes = table.GlobalSecondaryIndexes?.map((index) => ({ ...index, IndexStatus: 'ACTIVE' }));
      const active = { ...table, TableStatus: 'ACTIVE', ...(indexes && { GlobalSecondaryIndexes: indexes }) };
      tableDb.put(name, active, done);
    },
  };
}

/** No operation changes or deletes a table, so what was read once holds. */
function rememberTables(store: Store): Store['getTable'] {
  const tables = new Map<string, TableDescription>();
  return (name, checkStatus, found) => {
    const answer: Found<TableDescription> | undefined = typeof checkStatus === 'function' ? checkStatus : found;
    const known = tables.get(name);
    if (known !== undefined) return answer?.(null, known);
    store.getTable(name, typeof checkStatus === 'function' || checkStatus, (error, table) => {
      if (table !== undefined) tables.set(name, table);
      answer?.(error, table);
    });
  };
}
