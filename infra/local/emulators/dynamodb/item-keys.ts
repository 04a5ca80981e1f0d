import type { Table } from '../../../../shared/contracts/tables.ts';
import type { Item } from './item-text.ts';
import { invalid } from './refused.ts';
import type { IndexKeys, ItemKey } from './table-file.ts';

type Attribute = Table['key']['partition'];

/** DynamoDB's limits, in bytes. */
const MOST_PARTITION_BYTES = 2_048;
const MOST_SORT_BYTES = 1_024;

/** The key of an item, or of what a request names by `Key`. */
export function itemKey({ key: { partition, sort } }: Table, item: Item): ItemKey {
  return {
    pk: String(keyValue(partition, item, MOST_PARTITION_BYTES)),
    sk: sort === undefined ? '' : String(keyValue(sort, item, MOST_SORT_BYTES)),
  };
}

/** Like `itemKey`, of a request that may name nothing else. */
export function exactKey(table: Table, key: Item): ItemKey {
  const count = table.key.sort === undefined ? 1 : 2;
  if (Object.keys(key).length !== count) throw invalid('The provided key element does not match the schema');
  return itemKey(table, key);
}

/** The keys of an item's entries. An item without an index's attributes is not in that index. */
export function indexKeys({ indexes }: Table, item: Item): IndexKeys {
  const keys: IndexKeys = new Map();
  for (const [index, { partition, sort }] of Object.entries(indexes)) {
    if (item[partition.name] === undefined || (sort !== undefined && item[sort.name] === undefined)) {
      for (const { name } of [partition, ...(sort === undefined ? [] : [sort])]) {
        if (item[name] !== undefined)
          keyValue(name === partition.name ? partition : (sort ?? partition), item, MOST_PARTITION_BYTES);
      }
      continue;
    }
    keys.set(index, {
      partition: keyValue(partition, item, MOST_PARTITION_BYTES),
      sort: sort === undefined ? '' : keyValue(sort, item, MOST_SORT_BYTES),
    });
  }
  return keys;
}

function keyValue({ name, type }: Attribute, item: Item, mostBytes: number): string | number {
  const value = item[name];
  if (value === undefined)
    throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  if (type === 'N' && typeof value === 'number' && Number.isFinite(value)) return value;
  if (type !== 'S' || typeof value !== 'string') {
    throw invalid(`One or more parameter values were invalid: Type mismatch for key ${name}, expected: ${type}`);
  }
  if (value === '') throw invalid(`One or more parameter values are not valid. The key ${name} is an empty string`);
  if (value.length * 3 > mostBytes && Buffer.byteLength(value) > mostBytes) {
    throw invalid(`One or more parameter values were invalid: Size of the key ${name} has exceeded ${mostBytes} bytes`);
  }
  return value;
}
