import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { SessionPartitions } from './session-partitions.ts';
import { type FilterableRow, filterableRowSchema } from './summary-row.ts';

/** What one request reads of an index at most (design, section 6). */
export const MOST_ROWS = 10_000;
/** Rows of one query at most: they are about 400 bytes each, and DynamoDB gives 1 MB. */
const MOST_ROWS_A_QUERY = 2_000;

export type RowRange = {
  direction: 'ascending' | 'descending';
  /** Sort keys between which the rows are, the bounds included. */
  lowest: string;
  highest: string;
  /** The first query of a partition asks for so many; each further one for twice as many. */
  firstQuery: number;
};

/** A row, the end of all partitions, or the end of what one request may read. */
export type NextRow = FilterableRow | 'END' | 'ENOUGH_READ';

/** Rows of several partitions as one list in the order of their sort keys, read as far as they are asked for. */
export function nominatedRows(
  deps: { documentClient: DynamoDBDocumentClient; table: string },
  { index, attribute, partitions }: SessionPartitions,
  range: RowRange,
): { next: () => Promise<NextRow> } {
  const budget = { rows: MOST_ROWS };
  const streams = partitions.map((partition) => partitionRows({ ...deps, index, attribute, partition, budget }, range));
  const isBefore = (a: FilterableRow, b: FilterableRow) =>
    range.direction === 'ascending' ? a.startedSort < b.startedSort : a.startedSort > b.startedSort;
  let last: string | undefined;

  async function next(): Promise<NextRow> {
    const heads = await Promise.all(streams.map((stream) => stream.head()));
    if (heads.includes('ENOUGH_READ')) return 'ENOUGH_READ';
    const [first, ...others] = heads.filter((head) => typeof head === 'object');
    if (first === undefined) return 'END';
    const row = others.reduce((before, head) => (isBefore(head, before) ? head : before), first);
    streams[heads.indexOf(row)]?.take();
    // An index follows its table a moment later: a session may stand under its old status and its new one at once.
    if (row.startedSort === last) return next();
    last = row.startedSort;
    return row;
  }
  return { next };
}

type Partition = {
  documentClient: DynamoDBDocumentClient;
  table: string;
  index: string;
  attribute: string;
  partition: string;
  /** Rows that the request may still read, shared by its partitions. */
  budget: { rows: number };
};

/** One partition, read query by query. */
function partitionRows(from: Partition, range: RowRange) {
  let rows: FilterableRow[] = [];
  let taken = 0;
  let size = range.firstQuery;
  let readOn: Record<string, unknown> | 'FROM_START' | 'END' = 'FROM_START';

  async function refill(): Promise<void> {
    const limit = Math.min(size, MOST_ROWS_A_QUERY, from.budget.rows);
    from.budget.rows -= limit;
    const answer = await from.documentClient.send(queryOf(from, range, limit, readOn));
    rows = (answer.Items ?? []).map((item) => filterableRowSchema.parse(item));
    from.budget.rows += limit - rows.length;
    taken = 0;
    size *= 2;
    readOn = answer.LastEvaluatedKey ?? 'END';
  }

  return {
    async head(): Promise<NextRow> {
      while (rows[taken] === undefined && readOn !== 'END') {
        if (from.budget.rows <= 0) return 'ENOUGH_READ';
        await refill();
      }
      return rows[taken] ?? 'END';
    },
    take(): void {
      taken += 1;
    },
  };
}

function queryOf(
  { table, index, attribute, partition }: Partition,
  { direction, lowest, highest }: RowRange,
  limit: number,
  readOn: Record<string, unknown> | 'FROM_START' | 'END',
): QueryCommand {
  return new QueryCommand({
    TableName: table,
    IndexName: index,
    KeyConditionExpression: '#partition = :partition AND startedSort BETWEEN :lowest AND :highest',
    ExpressionAttributeNames: { '#partition': attribute },
    ExpressionAttributeValues: { ':partition': partition, ':lowest': lowest, ':highest': highest },
    ScanIndexForward: direction === 'ascending',
    Limit: limit,
    ...(typeof readOn === 'object' ? { ExclusiveStartKey: readOn } : {}),
  });
}
