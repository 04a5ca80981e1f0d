import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';

/** What one request reads of an index at most (design, section 6). */
export const MOST_ROWS = 10_000;
/** Rows of one query at most: they are about 400 bytes each, and DynamoDB gives 1 MB. */
const MOST_ROWS_A_QUERY = 2_000;

/** Partitions of one index, which together hold everything that a list can show. */
export type Nominations<Row> = {
  index: string;
  /** The index's partition attribute. */
  attribute: string;
  /** The index's sort attribute. */
  sort: string;
  partitions: readonly string[];
  parse: (item: Record<string, unknown>) => Row;
};

export type RowRange = {
  direction: 'ascending' | 'descending';
  /** Sort keys between which the rows are, the bounds included. */
  lowest: string;
  highest: string;
  /** The first query of a partition asks for so many; each further one for twice as many. */
  firstQuery: number;
};

/** A row with its sort key. */
export type Nominated<Row> = { row: Row; position: string };
/** A row, the end of all partitions, or the end of what one request may read. */
export type NextRow<Row> = Nominated<Row> | 'END' | 'ENOUGH_READ';

/** Rows of several partitions as one list in the order of their sort keys, read as far as they are asked for. */
export function nominatedRows<Row>(
  deps: { documentClient: DynamoDBDocumentClient; table: string },
  { partitions, ...from }: Nominations<Row>,
  range: RowRange,
): { next: () => Promise<NextRow<Row>> } {
  const budget = { rows: MOST_ROWS };
  const streams = partitions.map((partition) => partitionRows({ ...deps, ...from, partition, budget }, range));
  const isBefore = (a: Nominated<Row>, b: Nominated<Row>) =>
    range.direction === 'ascending' ? a.position < b.position : a.position > b.position;
  let last: string | undefined;

  async function next(): Promise<NextRow<Row>> {
    const heads = await Promise.all(streams.map((stream) => stream.head()));
    if (heads.includes('ENOUGH_READ')) return 'ENOUGH_READ';
    const [first, ...others] = heads.filter((head) => typeof head === 'object');
    if (first === undefined) return 'END';
    const row = others.reduce((before, head) => (isBefore(head, before) ? head : before), first);
    streams[heads.indexOf(row)]?.take();
    // An index follows its table a moment later: a thing may stand under its old status and its new one at once.
    if (row.position === last) return next();
    last = row.position;
    return row;
  }
  return { next };
}

type Partition<Row> = Omit<Nominations<Row>, 'partitions'> & {
  documentClient: DynamoDBDocumentClient;
  table: string;
  partition: string;
  /** Rows that the request may still read, shared by its partitions. */
  budget: { rows: number };
};

/** One partition, read query by query. */
function partitionRows<Row>(from: Partition<Row>, range: RowRange) {
  let rows: Nominated<Row>[] = [];
  let taken = 0;
  let size = range.firstQuery;
  let readOn: Record<string, unknown> | 'FROM_START' | 'END' = 'FROM_START';

  async function refill(): Promise<void> {
    const limit = Math.min(size, MOST_ROWS_A_QUERY, from.budget.rows);
    from.budget.rows -= limit;
    const answer = await from.documentClient.send(queryOf(from, range, limit, readOn));
    rows = (answer.Items ?? []).map((item) => ({ row: from.parse(item), position: String(item[from.sort]) }));
    from.budget.rows += limit - rows.length;
    taken = 0;
    size *= 2;
    readOn = answer.LastEvaluatedKey ?? 'END';
  }

  return {
    async head(): Promise<NextRow<Row>> {
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

function queryOf<Row>(
  { table, index, attribute, sort, partition }: Partition<Row>,
  { direction, lowest, highest }: RowRange,
  limit: number,
  readOn: Record<string, unknown> | 'FROM_START' | 'END',
): QueryCommand {
  return new QueryCommand({
    TableName: table,
    IndexName: index,
    KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :lowest AND :highest',
    ExpressionAttributeNames: { '#partition': attribute, '#sort': sort },
    ExpressionAttributeValues: { ':partition': partition, ':lowest': lowest, ':highest': highest },
    ScanIndexForward: direction === 'ascending',
    Limit: limit,
    ...(typeof readOn === 'object' ? { ExclusiveStartKey: readOn } : {}),
  });
}
