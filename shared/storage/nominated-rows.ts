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
  /** Of each list so many of the partitions are the shards: its rows are spread over them evenly, and none has many of a page. */
  shards: number;
  parse: (item: Record<string, unknown>) => Row;
};

export type RowRange = {
  direction: 'ascending' | 'descending';
  /** Sort keys between which the rows are, the bounds included. */
  lowest: string;
  highest: string;
  /** So many are likely to be needed of a list; each further query of a partition asks for twice as many as the one before. */
  firstQuery: number;
};

/** A row with its sort key. */
export type Nominated<Row> = { row: Row; position: string };
/** A row, the end of all partitions, or the end of what one request may read. */
export type NextRow<Row> = Nominated<Row> | 'END' | 'ENOUGH_READ';

/** Rows of several partitions as one list in the order of their sort keys, read as far as they are asked for. */
export function nominatedRows<Row>(
  deps: { documentClient: DynamoDBDocumentClient; table: string },
  { partitions, shards, ...from }: Nominations<Row>,
  { firstQuery, ...bounds }: RowRange,
): { next: () => Promise<NextRow<Row>> } {
  const budget = { rows: MOST_ROWS };
  const range = { ...bounds, firstQuery: shareOf(firstQuery, shards) };
  const streams = partitions.map((partition) => partitionRows({ ...deps, ...from, partition, budget }, range));
  const isBefore = (a: Nominated<Row>, b: Nominated<Row>) =>
    range.direction === 'ascending' ? a.position < b.position : a.position > b.position;
  let last: string | undefined;

  /** Beside each other, and with them those that will be empty soon: shards are used up at about the same time. */
  async function refill(): Promise<void> {
    const isBudgetLeft = () => budget.rows > 0;
    while (streams.some((stream) => stream.isEmpty()) && isBudgetLeft()) {
      const low = streams.filter((stream) => stream.isLow()).sort((a, b) => Number(b.isEmpty()) - Number(a.isEmpty()));
      await Promise.all(low.map((stream) => (isBudgetLeft() ? stream.refill() : undefined)));
    }
  }

  async function next(): Promise<NextRow<Row>> {
    for (;;) {
      await refill();
      if (streams.some((stream) => stream.isEmpty())) return 'ENOUGH_READ';
      const first = firstOf(streams, isBefore);
      if (first === undefined) return 'END';
      first.stream.take();
      // An index follows its table a moment later: a thing may stand under its old status and its new one at once.
      if (first.head.position === last) continue;
      last = first.head.position;
      return first.head;
    }
  }
  return { next };
}

type Stream<Row> = ReturnType<typeof partitionRows<Row>>;

function firstOf<Row>(streams: readonly Stream<Row>[], isBefore: (a: Nominated<Row>, b: Nominated<Row>) => boolean) {
  let first: { stream: Stream<Row>; head: Nominated<Row> } | undefined;
  for (const stream of streams) {
    const head = stream.head();
    if (head !== undefined && (first === undefined || isBefore(head, first.head))) first = { stream, head };
  }
  return first;
}

/** What one shard has of the first rows of a list: its share, and three standard deviations, so that few are asked twice. */
export function shareOf(rows: number, shards: number): number {
  if (shards === 1) return rows;
  const share = rows / shards;
  return Math.min(rows, Math.ceil(share + 3 * Math.sqrt(share)) + 1);
}

type Partition<Row> = Omit<Nominations<Row>, 'partitions' | 'shards'> & {
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
  /** Fewer are soon used up: half of what was read last. */
  let enough = Number.POSITIVE_INFINITY;
  let size = range.firstQuery;
  let readOn: Record<string, unknown> | 'FROM_START' | 'END' = 'FROM_START';

  async function readMore(): Promise<void> {
    const limit = Math.min(size, MOST_ROWS_A_QUERY, from.budget.rows);
    from.budget.rows -= limit;
    const answer = await from.documentClient.send(queryOf(from, range, limit, readOn));
    const more = (answer.Items ?? []).map((item) => ({ row: from.parse(item), position: String(item[from.sort]) }));
    from.budget.rows += limit - more.length;
    rows = [...rows.slice(taken), ...more];
    taken = 0;
    enough = more.length / 2;
    size *= 2;
    readOn = answer.LastEvaluatedKey ?? 'END';
  }

  return {
    head: (): Nominated<Row> | undefined => rows[taken],
    /** Nothing is left of what was read, and there may be more. */
    isEmpty: () => readOn !== 'END' && rows.length === taken,
    isLow: () => readOn !== 'END' && (rows.length === taken || rows.length - taken < enough),
    refill: readMore,
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
