import type { Table } from '../../../../shared/contracts/tables.ts';
import { evaluateCondition } from './evaluate-condition.ts';
import { indexKeys, itemKey } from './item-keys.ts';
import { itemBytes, MAX_ITEM_BYTES } from './item-size.ts';
import { type Item, itemOf, itemText } from './item-text.ts';
import { parseCondition } from './parse-condition.ts';
import { parsedOnce } from './parsed-once.ts';
import { invalid, Refused } from './refused.ts';
import type { IndexKeys, ItemKey, TableFile } from './table-file.ts';
import { refuseUnusedTerms, type Terms, type TermsInput, termsOf } from './terms.ts';

/** A table with its description: what the operations work on. */
export type OpenedTable = { name: string; table: Table; file: TableFile };

export const conditionOf = parsedOnce(parseCondition);

export function readItem({ file }: OpenedTable, key: ItemKey): Item | undefined {
  const text = file.find(key);
  return text === undefined ? undefined : itemOf(text);
}

/** Refuses a write whose condition does not hold for the item as it is. Answers what the request's terms stand for. */
export function checkCondition(
  request: TermsInput & { ConditionExpression?: string | undefined },
  before: Item | undefined,
  other?: string,
): Terms {
  const { ConditionExpression: condition } = request;
  refuseUnusedTerms(request, [condition, other]);
  const terms = termsOf(request);
  if (condition !== undefined && !evaluateCondition(conditionOf(condition), before ?? {}, terms)) {
    throw new Refused('ConditionalCheckFailedException', 'The conditional request failed');
  }
  return terms;
}

/** Writes an item and its index entries. */
export function writeItem({ table, file }: OpenedTable, item: Item, before: Item | undefined): void {
  const key = itemKey(table, item);
  const text = itemText(item);
  // A character of JSON is at most 3 bytes of what it says, so short texts needn't be counted.
  if (text.length * 3 > MAX_ITEM_BYTES && itemBytes(item) > MAX_ITEM_BYTES) {
    throw invalid('Item size has exceeded the maximum allowed size');
  }
  const keys = indexKeys(table, item);
  if (before !== undefined && haveSameKeys(keys, indexKeys(table, before))) file.putItem(key, text);
  else file.put(key, text, keys);
}

function haveSameKeys(one: IndexKeys, other: IndexKeys): boolean {
  if (one.size !== other.size) return false;
  return [...one].every(([index, { partition, sort }]) => {
    const keys = other.get(index);
    return keys?.partition === partition && keys.sort === sort;
  });
}
