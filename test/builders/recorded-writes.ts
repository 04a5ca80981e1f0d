import { bodyText } from '../../infra/local/emulators/body-text.ts';
import { itemFromWire } from '../../infra/local/emulators/dynamodb/wire-values.ts';
import type { LocalService } from '../../infra/local/emulators/local-service.ts';
import { TABLES, type TableName } from '../../shared/contracts/tables.ts';

export type Item = Record<string, unknown>;
/** One write of an item: what was there before, and after it. */
export type RecordedWrite = { table: TableName; before: Item | undefined; after: Item | undefined };

/** Stands between the product and its DynamoDB, and records what every write changes. */
export function recordedWrites() {
  const writes: RecordedWrite[] = [];
  let turn: Promise<unknown> = Promise.resolve();

  function watch(service: LocalService): LocalService {
    return (request) => {
      const operation = (request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
      if (!['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation)) {
        if (operation.startsWith('BatchWrite')) throw new Error('Batches are not recorded.');
        return service(request);
      }
      const { TableName: table, Item: item, Key: key } = JSON.parse(bodyText(request.body));
      const { partition, sort } = TABLES[table as TableName].key as {
        partition: { name: string };
        sort?: { name: string };
      };
      const names = [partition.name, ...(sort === undefined ? [] : [sort.name])];
      const Key = Object.fromEntries(names.map((name) => [name, (key ?? item)[name]]));
      const read = async (): Promise<Item | undefined> => {
        const body = Buffer.from(JSON.stringify({ TableName: table, Key, ConsistentRead: true }));
        const headers = { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.GetItem' };
        const found = JSON.parse(bodyText((await service({ ...request, headers, body })).body)).Item;
        return found && itemFromWire(found);
      };
      // One after the other, so that nothing comes between a write and its reads.
      const answered = turn.then(async () => {
        const before = await read();
        const response = await service(request);
        if (response.status === 200) writes.push({ table, before, after: await read() });
        return response;
      });
      turn = answered.catch(() => undefined);
      return answered;
    };
  }
  return { watch, take: (): RecordedWrite[] => writes.splice(0) };
}
