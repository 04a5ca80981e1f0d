import { itemBytes } from '../../infra/local/emulators/dynamodb/item-size.ts';
import { TABLES, type Table } from '../../shared/contracts/tables.ts';
import type { Item, RecordedWrite } from './recorded-writes.ts';

/** Write units on one partition of a table or an index: `Sessions.byStart`, `T#acme#START#0`. */
export type Charge = { where: string; partition: string; units: number };

/**
 * What DynamoDB charges for a write: the larger of the item before and after, in KB, on the table's partition; on each index 1 a
 * KB for an entry that is put, removed or changed, both for one that gets another key, and nothing for one that stays the same
 * (Amazon DynamoDB Developer Guide, "Global secondary indexes", "Write capacity units").
 */
export function chargesOf({ table, before, after }: RecordedWrite): Charge[] {
  const definition: Table = TABLES[table];
  const item = {
    where: table,
    partition: String((after ?? before)?.pk),
    units: Math.max(kilobytes(before), kilobytes(after)),
  };
  const entries = Object.entries(definition.indexes).flatMap(([name, { partition, sort, projects }]) => {
    const keyNames = [partition.name, ...(sort === undefined ? [] : [sort.name])];
    const names = ['pk', 'sk', ...keyNames, ...(projects === 'KEYS' ? [] : projects)];
    const [was, is] = [entryOf(before, keyNames, names), entryOf(after, keyNames, names)];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const charge = (entry: Item, units: number) => ({
      where: `${table}.${name}`,
      partition: String(entry[partition.name]),
      units,
    });
    const hasMoved = keyNames.some((key) => was?.[key] !== is?.[key]);
    if (was !== undefined && is !== undefined && !hasMoved)
      return [charge(is, Math.max(kilobytes(was), kilobytes(is)))];
    return [was, is].flatMap((entry) => (entry === undefined ? [] : [charge(entry, kilobytes(entry))]));
  });
  return [item, ...entries];
}

function entryOf(item: Item | undefined, keyNames: string[], names: string[]): Item | undefined {
  if (item === undefined || keyNames.some((name) => item[name] === undefined)) return undefined;
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

function kilobytes(item: Item | undefined): number {
  return item === undefined ? 0 : Math.ceil(itemBytes(item) / 1_024);
}

/** Units by place and partition, added up. */
export function loadOf(charges: Iterable<Charge>): Map<string, number> {
  const load = new Map<string, number>();
  for (const { where, partition, units } of charges) {
    const place = `${where} ${partition}`;
    load.set(place, (load.get(place) ?? 0) + units);
  }
  return load;
}
