import { type BatchGetDeps, batchGet } from './batch-get.ts';
import { type Nominated, type Nominations, nominatedRows, type RowRange } from './nominated-rows.ts';

export type PageQuery = Omit<RowRange, 'firstQuery'> & {
  limit: number;
  /** The page begins behind this sort key. */
  after?: string | undefined;
};

export type Listing<Row, Item> = {
  nominations: Nominations<Row>;
  /** Whether a row's item can be listed, by what the index says. */
  isWanted: (row: Row) => boolean;
  /** The key of a row's base item, and the attributes to read of it. */
  pkOf: (row: Row) => string;
  attributes: readonly string[];
  /** What is listed, by what the base item says; `undefined`: it is not. */
  confirm: (item: Record<string, unknown>) => Item | undefined;
};

export type Page<Item> = {
  items: Item[];
  /** The sort key to go on behind; undefined when there is nothing more. A page may be short although there is. */
  next: string | undefined;
};

/**
 * A page of a list in the order of an index. The index, which is a moment behind, only nominates: whether something is
 * listed, and what is shown of it, is read from its base item, and the page is filled from further nominations.
 */
export async function filledPage<Row, Item>(
  deps: BatchGetDeps,
  listing: Listing<Row, Item>,
  query: PageQuery,
): Promise<Page<Item>> {
  const range = rangeBehind(query);
  if (range.lowest > range.highest) return { items: [], next: undefined };
  const rows = nominatedRows(deps, listing.nominations, range);
  const found: { item: Item; position: string }[] = [];
  let last: string | undefined = query.after;
  let isThereMore = true;
  // One more than the page holds tells whether there is a next one.
  while (isThereMore && found.length <= query.limit) {
    const nominated: Nominated<Row>[] = [];
    while (isThereMore && found.length + nominated.length <= query.limit) {
      const next = await rows.next();
      if (next === 'END') last = undefined;
      if (typeof next === 'string') isThereMore = false;
      else if (next.position !== query.after) {
        last = next.position;
        if (listing.isWanted(next.row)) nominated.push(next);
      }
    }
    found.push(...(await confirmed(deps, listing, nominated)));
  }
  const page = found.slice(0, query.limit);
  return {
    items: page.map(({ item }) => item),
    next: found.length > query.limit ? page.at(-1)?.position : last,
  };
}

function rangeBehind({ direction, lowest, highest, limit, after }: PageQuery): RowRange {
  // Two more: the row that `after` names comes again, and one behind the page is looked at.
  const range = { direction, lowest, highest, firstQuery: limit + 2 };
  if (after === undefined) return range;
  if (direction === 'ascending') return { ...range, lowest: after > lowest ? after : lowest };
  return { ...range, highest: after < highest ? after : highest };
}

/** What the base items confirm, in the order of its nomination. */
async function confirmed<Row, Item>(
  deps: BatchGetDeps,
  { pkOf, attributes, confirm }: Listing<Row, Item>,
  nominated: Nominated<Row>[],
) {
  const items = await batchGet(
    deps,
    nominated.map(({ row }) => ({ pk: pkOf(row) })),
    ['pk', ...attributes],
  );
  const byPk = new Map(items.map((item) => [item.pk, item]));
  return nominated.flatMap(({ row, position }) => {
    const found = byPk.get(pkOf(row));
    const item = found && confirm(found);
    return item === undefined ? [] : [{ item, position }];
  });
}
