import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import * as z from 'zod';
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

const rowSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  item: z.string(),
  sort: z.union([z.string(), z.number()]),
});
export type Row = z.infer<typeof rowSchema>;

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
  const find = database.prepare(`SELECT item FROM "${name}" WHERE pk = ? AND sk = ?`);
  const put = database.prepare(
    `INSERT INTO "${name}" (pk, sk, ${all.join(', ')}) VALUES (?, ?, ${all.map(() => '?').join(', ')})
     ON CONFLICT (pk, sk) DO UPDATE SET ${all.map((column) => `${column} = excluded.${column}`).join(', ')}`,
  );
  // SQLite writes an index again whenever one of its columns is set, to the same value too.
  const putItem = database.prepare(`UPDATE "${name}" SET item = ? WHERE pk = ? AND sk = ?`);
  const remove = database.prepare(`DELETE FROM "${name}" WHERE pk = ? AND sk = ?`);
  const scan = database.prepare(
    `SELECT pk, sk, item, sk AS sort FROM "${name}" WHERE (pk, sk) > (?, ?) ORDER BY pk, sk`,
  );
  const ranges = new Map<string, StatementSync>();
  return {
    find: ({ pk, sk }: ItemKey): string | undefined => {
      const text = find.get(pk, sk)?.item;
      return typeof text === 'string' ? text : undefined;
    },
    put({ pk, sk }: ItemKey, text: string, keys: IndexKeys): void {
      const values = indexNames.flatMap((index) => [keys.get(index)?.partition ?? null, keys.get(index)?.sort ?? null]);
      put.run(pk, sk, text, ...values);
    },
    /** Replaces an item whose index entries keep their keys. */
    putItem: ({ pk, sk }: ItemKey, text: string): void => void putItem.run(text, pk, sk),
    remove: ({ pk, sk }: ItemKey): void => void remove.run(pk, sk),
    read(range: KeyRange): Iterable<Row> {
      const { sql, values } = rangeQuery(name, range);
      const known = ranges.get(sql) ?? database.prepare(sql);
      ranges.set(sql, known);
      return rows(known, values);
    },
    scan: (after: ItemKey = { pk: '', sk: '' }): Iterable<Row> => rows(scan, [after.pk, after.sk]),
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
  const sql = `SELECT pk, sk, item, ${s} AS sort FROM "${name}" WHERE ${conditions.join(' AND ')} ORDER BY ${order}`;
  return { sql, values };
}

function* rows(statement: StatementSync, values: SQLInputValue[]): Generator<Row> {
  for (const row of statement.iterate(...values)) yield rowSchema.parse(row);
}
