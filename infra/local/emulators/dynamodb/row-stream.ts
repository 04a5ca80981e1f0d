import { Stream } from 'node:stream';
import type { Range, RowStream, Store } from 'dynalite/db/index.js';

/** LevelDB stops earlier, after 16 KB, when rows are large. */
const ROWS_AT_ONCE = 100;

/**
 * The values of a key range, as the stream that dynalite reads queries and scans from. Rows are fetched many at once:
 * dynalite's own stream waits for each, which is most of what a query costs.
 */
export function rowStream(db: Store['db'], prefix: string, range: Range): RowStream {
  let destroyed = false;
  // A Stream by its class: to a mere emitter dynalite listens twice, and answers every row twice.
  const stream = Object.assign(new Stream(), { destroy: () => (destroyed = true) });
  const read = async () => {
    const rows = db.values(withPrefix(prefix, range));
    try {
      let batch = await rows.nextv(ROWS_AT_ONCE);
      while (batch.length > 0 && !destroyed) {
        for (const row of batch) if (!destroyed) stream.emit('data', row);
        if (!destroyed) batch = await rows.nextv(ROWS_AT_ONCE);
      }
    } finally {
      await rows.close();
    }
    if (!destroyed) stream.emit('end');
  };
  read().catch((error) => stream.emit('error', error));
  return stream;
}

function withPrefix(prefix: string, { gt, gte, lt, lte, reverse = false, limit = -1 }: Range): Range {
  const from = gte === undefined && gt !== undefined ? { gt: prefix + gt } : { gte: prefix + (gte ?? '') };
  // Keys are ASCII, so every key of the section is below this one.
  const to = lte === undefined ? { lt: prefix + (lt ?? '\xFF') } : { lte: prefix + lte };
  return { ...from, ...to, reverse, limit };
}
