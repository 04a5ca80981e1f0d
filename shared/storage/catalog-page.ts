import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/** A function's answer holds at most 6 MB: a page ends here, whatever its limit. In characters of JSON. */
const PAGE_CHARACTERS = 1_500_000;
/** Queries of up to 1 MB that one request may cost: what is not found by then comes with the next page. */
const QUERIES_PER_PAGE = 10;

const positionSchema = z.object({ sk: z.string() });
type Row = Record<string, unknown>;

type Wanted<Item> = {
  /** The partition of the list. */
  pk: string;
  /** Which rows are listed. */
  isWanted: (row: Row) => boolean;
  itemOf: (row: Row) => Item;
  limit: number;
  /** The page begins behind the row of this sort key. */
  after: string | undefined;
  /** In the order of the sort keys; else the other way round, which is newest first for ids. */
  ascending?: boolean;
};

/** A page of one partition of the Catalog; `next` is undefined when there are no more. */
export async function catalogPage<Item>(
  deps: { documentClient: DynamoDBDocumentClient; table: string },
  { pk, isWanted, itemOf, limit, after, ascending = false }: Wanted<Item>,
): Promise<{ items: Item[]; next: string | undefined }> {
  const items: Item[] = [];
  let position = after;
  let characters = 0;
  for (let query = 0; query < QUERIES_PER_PAGE; query += 1) {
    const answer = await deps.documentClient.send(
      new QueryCommand({
        TableName: deps.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ScanIndexForward: ascending,
        ...(position === undefined ? {} : { ExclusiveStartKey: { pk, sk: position } }),
      }),
    );
    for (const row of answer.Items ?? []) {
      if (isWanted(row)) {
        const { length } = JSON.stringify(row);
        if (items.length === limit || (items.length > 0 && characters + length > PAGE_CHARACTERS))
          return { items, next: position };
        items.push(itemOf(row));
        characters += length;
      }
      position = positionSchema.parse(row).sk;
    }
    if (answer.LastEvaluatedKey === undefined) return { items, next: undefined };
  }
  return { items, next: position };
}
