import { evaluateCondition } from './evaluate-condition.ts';
import { exactKey } from './item-keys.ts';
import { type Item, itemOf } from './item-text.ts';
import { keyRange } from './key-condition.ts';
import { conditionOf, type OpenedTable } from './opened-table.ts';
import type { Condition } from './parse-condition.ts';
import { pick, projectedNames } from './project.ts';
import { invalid } from './refused.ts';
import type { QueryRequest, ScanRequest } from './requests.ts';
import type { KeyRange } from './table-file.ts';
import { refuseUnusedTerms, termsOf } from './terms.ts';

/** A page ends after the row with which it passes this, in bytes; here in characters of JSON. */
const MOST_PAGE = 1_048_576;

export type Page = { Items: Item[]; Count: number; ScannedCount: number; LastEvaluatedKey?: Item };

type Key = OpenedTable['table']['key'];

export function query(opened: OpenedTable, request: QueryRequest): Page {
  const {
    IndexName,
    KeyConditionExpression: keyed,
    FilterExpression: filter,
    ProjectionExpression: projection,
  } = request;
  if (keyed === undefined)
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified');
  refuseUnusedTerms(request, [keyed, filter, projection]);
  const terms = termsOf(request);
  const index = IndexName === undefined ? undefined : indexNamed(opened, IndexName);
  if (index !== undefined && request.ConsistentRead === true) {
    throw invalid('Consistent reads are not supported on global secondary indexes');
  }
  const { partition, sort } = index ?? opened.table.key;
  const range: KeyRange = {
    ...keyRange(conditionOf(keyed), { partition: partition.name, sort: sort?.name }, terms),
    index: IndexName,
    forward: request.ScanIndexForward !== false,
    after: startOf(opened, index, request.ExclusiveStartKey),
  };
  const names = projection === undefined ? undefined : projectedNames(projection, terms);
  const filtered = filter === undefined ? undefined : filterOf(conditionOf(filter), [partition.name, sort?.name]);
  return page(opened.file.read(range), request, {
    keyNames: keyNames(opened, index),
    visible: index === undefined ? undefined : visibleIn(opened, index),
    keep: (item) => filtered === undefined || evaluateCondition(filtered, item, terms),
    show: (item) => (names === undefined ? item : pick(item, names)),
  });
}

export function scan(opened: OpenedTable, request: ScanRequest): Page {
  const { ExclusiveStartKey: from } = request;
  const texts = opened.file.scan(from === undefined ? undefined : exactKey(opened.table, from));
  const all = {
    keyNames: keyNames(opened, undefined),
    visible: undefined,
    keep: () => true,
    show: (item: Item) => item,
  };
  return page(texts, request, all);
}

type Shape = {
  keyNames: string[];
  /** What the index holds; absent: everything. */
  visible: string[] | undefined;
  keep: (item: Item) => boolean;
  show: (item: Item) => Item;
};

function page(texts: Iterable<string>, { Limit: limit }: ScanRequest, shape: Shape): Page {
  if (limit !== undefined && limit < 1)
    throw invalid(`Value '${limit}' at 'limit' failed to satisfy constraint: at least 1`);
  const found: Item[] = [];
  let [scanned, size] = [0, 0];
  for (const text of texts) {
    const whole = itemOf(text);
    const item = shape.visible === undefined ? whole : pick(whole, shape.visible);
    scanned += 1;
    size += text.length;
    if (shape.keep(item)) found.push(shape.show(item));
    if (scanned === limit || size > MOST_PAGE) {
      return {
        Items: found,
        Count: found.length,
        ScannedCount: scanned,
        LastEvaluatedKey: pick(whole, shape.keyNames),
      };
    }
  }
  return { Items: found, Count: found.length, ScannedCount: scanned };
}

function indexNamed({ name, table }: OpenedTable, index: string) {
  const found = table.indexes[index];
  if (found === undefined) throw invalid(`The table ${name} does not have the specified index: ${index}`);
  return found;
}

function keyNames({ table }: OpenedTable, index: Key | undefined): string[] {
  return [table.key, index].flatMap((key) =>
    key === undefined ? [] : [key.partition.name, ...(key.sort === undefined ? [] : [key.sort.name])],
  );
}

function visibleIn(opened: OpenedTable, index: OpenedTable['table']['indexes'][string]): string[] {
  return [...keyNames(opened, index), ...(index.projects === 'KEYS' ? [] : index.projects)];
}

function startOf({ table }: OpenedTable, index: Key | undefined, from: Item | undefined): KeyRange['after'] {
  if (from === undefined) return undefined;
  if (index === undefined) {
    const key = exactKey(table, from);
    return { ...key, sort: key.sk };
  }
  const sort = index.sort === undefined ? '' : from[index.sort.name];
  if (typeof sort !== 'string' && typeof sort !== 'number') throw invalid('The provided starting key is invalid');
  const { pk, sk = '' } = from;
  if (typeof pk !== 'string' || typeof sk !== 'string') throw invalid('The provided starting key is invalid');
  return { pk, sk, sort };
}

/** AWS refuses a filter on a key: that is what the key condition is for. */
function filterOf(filter: Condition, keyNames: readonly (string | undefined)[]): Condition {
  const named = JSON.stringify(filter).match(/(?<="attribute","name":")[^"]+/g) ?? [];
  const key = named.find((name) => keyNames.includes(name));
  if (key !== undefined) {
    throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${key}`);
  }
  return filter;
}
