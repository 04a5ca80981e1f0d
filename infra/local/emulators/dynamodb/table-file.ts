import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Table } from '../../../../shared/contracts/tables.ts';

/** Key of an item; `sk` is empty in a table without a sort key. */
export type ItemKey = { pk: string; sk: string };
type KeyValue = string | number;
/** What an index is read by, by index; absent: the item is not in it. */
export type IndexKeys = Map<string, { partition: KeyValue; sort: KeyValue }>;

export type Bound = { value: KeyValue; inclusive: boolean };
/** A range of a partition, in the order of its sort key. */
export type KeyRange = {
  /** The table itself when absent. */
  index?: string | undefined;
  partition: KeyValue;
  low?: Bound | undefined;
  high?: Bound | undefined;
  /** Only what comes behind this. */
  after?: { sort: KeyValue; pk: string; sk: string } | undefined;
  forward: boolean;
};

export type TableFile = ReturnType<typeof tableFile>;

/**
 * One table as SQLite keeps it: a row an item, with the keys of its index entries beside it. So an item and its entries are one
 * write, and can't differ.
 */
export function tableFile(database: DatabaseSync, name: string, { indexes }: Table) {
  const indexNames = Object.keys(indexes);
  const columns = indexNames.flatMap((index) => [`"${index}.p"`, `"${index}.s"`]);
  database.exec(schemaOf(name, indexNames, columns));
  const all = ['item', ...columns];
  const find = itemsBy(database, `SELECT item FROM "${name}" WHERE pk = ? AND sk = ?`);
  // One statement for many: to begin one costs more than to find a row.
  const findAll = itemsBy(
    database,
    `SELECT item FROM json_each(?) AS wanted JOIN "${name}" ON pk = wanted.value ->> 0 AND sk = wanted.value ->> 1`,
  );
  const put = database.prepare(
    `INSERT INTO "${name}" (pk, sk, ${all.join(', ')}) VALUES (?, ?, ${all.map(() => '?').join(', ')})
     ON CONFLICT (pk, sk) DO UPDATE SET ${all.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  );
  // SQLite writes an index again whenever one of its columns is set, to the same value too.
  const putItem = database.prepare(`UPDATE "${name}" SET item = ? WHERE pk = ? AND sk = ?`);
  const remove = database.prepare(`DELETE FROM "${name}" WHERE pk = ? AND sk = ?`);
  const scan = itemsBy(database, `SELECT item FROM "${name}" WHERE (pk, sk) > (?, ?) ORDER BY pk, sk`);
  const ranges = new Map<string, StatementSync>();
  return {
    find: ({ pk, sk }: ItemKey): string | undefined => {
      const row = find.get(pk, sk);
      return row === undefined ? undefined : textOf(row);
    },
    /** Those that are there, in no order. */
    findAll: (keys: readonly ItemKey[]): string[] =>
      findAll.all(JSON.stringify(keys.map(({ pk, sk }) => [pk, sk]))).map(textOf),
    put({ pk, sk }: ItemKey, text: string, keys: IndexKeys): void {
      const values = indexNames.flatMap((index) => [keys.get(index)?.partition ?? null, keys.get(index)?.sort ?? null]);
      put.run(pk, sk, text, ...values);
    },
    /** Replaces an item whose index entries keep their keys. */
    putItem: ({ pk, sk }: ItemKey, text: string): void => void putItem.run(text, pk, sk),
    remove: ({ pk, sk }: ItemKey): void => void remove.run(pk, sk),
    read(range: KeyRange): Iterable<string> {
      const { sql, values } = rangeQuery(name, range);
      const known = ranges.get(sql) ?? itemsBy(database, sql);
      ranges.set(sql, known);
      return texts(known, values);
    },
    scan: (after: ItemKey = { pk: '', sk: '' }): Iterable<string> => texts(scan, [after.pk, after.sk]),
  };
}

function schemaOf(name: string, indexNames: string[], columns: string[]): string {
  return [
    `CREATE TABLE IF NOT EXISTS "${name}" (id INTEGER PRIMARY KEY, pk TEXT NOT NULL, sk TEXT NOT NULL, item TEXT NOT NULL
     ${columns.map((column) => `, ${column}`).join('')}, UNIQUE (pk, sk));`,
    ...indexNames.map(
      (index) =>
        `CREATE INDEX IF NOT EXISTS "${name}.${index}" ON "${name}" ("${index}.p", "${index}.s", pk, sk) WHERE "${index}.p" IS NOT NULL;`,
    ),
  ].join('\n');
}

function rangeQuery(name: string, { index, partition, low, high, after, forward }: KeyRange) {
  const [p, s] = index === undefined ? ['pk', 'sk'] : [`"${index}.p"`, `"${index}.s"`];
  const values: SQLInputValue[] = [partition];
  const conditions = [`${p} = ?`];
  const add = (condition: string, ...more: SQLInputValue[]) => {
    conditions.push(condition);
    values.push(...more);
  };
  if (low !== undefined) add(`${s} ${low.inclusive ? '>=' : '>'} ?`, low.value);
  if (high !== undefined) add(`${s} ${high.inclusive ? '<=' : '<'} ?`, high.value);
  if (after !== undefined) add(`(${s}, pk, sk) ${forward ? '>' : '<'} (?, ?, ?)`, after.sort, after.pk, after.sk);
  const order = [s, 'pk', 'sk'].map((column) => `${column}${forward ? '' : ' DESC'}`).join(', ');
  const sql = `SELECT item FROM "${name}" WHERE ${conditions.join(' AND ')} ORDER BY ${order}`;
  return { sql, values };
}

/** A statement that selects items only; its rows are arrays, which are made in half the time. */
function itemsBy(database: DatabaseSync, sql: string): StatementSync {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

function* texts(statement: StatementSync, values: SQLInputValue[]): Generator<string> {
  for (const row of statement.iterate(...values)) yield textOf(row);
}

function textOf(row: unknown): string {
  const item: unknown = Array.isArray(row) ? row[0] : undefined;
  if (typeof item !== 'string') throw new Error('A row of the tables has no item.');
  return item;
}
