import { bodyText } from '../../infra/local/emulators/body-text.ts';
import { itemBytes } from '../../infra/local/emulators/dynamodb/item-size.ts';
import { itemFromWire } from '../../infra/local/emulators/dynamodb/wire-values.ts';
import type { LocalRequest, LocalResponse, LocalService } from '../../infra/local/emulators/local-service.ts';
import { TABLES, type Table, type TableName } from '../../shared/contracts/tables.ts';

type Item = Record<string, Record<string, unknown>>;
type Body = { TableName: TableName; Item?: Item; Key?: Item; ConsistentRead?: boolean };
type Outcome = { response: LocalResponse } | { error: unknown };
type Units = { readUnits: number; writeUnits: number };

/** What a request consumes, as DynamoDB bills it. */
export type CountedUnits = Units & {
  /** `PutItem SessionControl`, and of an entry or body the beginning of its key. */
  name: string;
};

/** DynamoDB bills reads by 4 KB and writes by 1 KB. */
const READ_BYTES = 4_096;
const WRITE_BYTES = 1_024;

/**
 * Counts what requests consume: a strong read 1 unit for each 4 KB and the others half, a write 1 unit for each KB of the larger of
 * the item before and after, and the same of each index entry that changes. It remembers every item that it saw written.
 */
export function dynamoDbUnits() {
  const items = new Map<string, Item>();

  return async (request: LocalRequest, service: LocalService) => {
    const operation = (request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
    const body = JSON.parse(bodyText(request.body)) as Body;
    const { TableName: table } = body;
    const { pk, sk } = body.Item ?? body.Key ?? {};
    const id = `${table} ${pk?.S} ${sk?.S}`;
    const outcome = await service(request).then<Outcome, Outcome>(
      (response) => ({ response }),
      (error: unknown) => ({ error }),
    );
    const response = 'response' in outcome ? outcome.response : undefined;
    const units = async (): Promise<Units> => {
      const before = items.get(id);
      switch (operation) {
        case 'GetItem':
          return reading([answered(response).Item ?? {}], body);
        case 'Query':
          return reading(answered(response).Items ?? [], body);
        case 'PutItem':
          if (response?.status === 200 && body.Item !== undefined) items.set(id, body.Item);
          return writing(TABLES[table], before, body.Item);
        case 'UpdateItem':
        case 'DeleteItem': {
          const after = await storedItem(request, body, service);
          if (after === undefined) items.delete(id);
          else items.set(id, after);
          return writing(TABLES[table], before, after);
        }
        default:
          throw new Error(`Nobody has taught this what ${operation} costs: add it in dynamodb-units.ts.`);
      }
    };
    const kind = table === 'Activity' ? ` ${String(sk?.S).slice(0, 1)}#` : '';
    return { units: { name: `${operation} ${table}${kind}`, ...(await units()) }, outcome };
  };
}

async function storedItem(request: LocalRequest, { TableName, Key }: Body, service: LocalService) {
  const headers = { ...request.headers, 'x-amz-target': 'DynamoDB_20120810.GetItem' };
  return answered(await service({ ...request, headers, body: JSON.stringify({ TableName, Key }) })).Item;
}

function answered(response: LocalResponse | undefined): { Item?: Item; Items?: Item[] } {
  return response === undefined ? {} : JSON.parse(bodyText(response.body));
}

function reading(items: Item[], { ConsistentRead = false }: Body): Units {
  const bytes = items.reduce((sum, item) => sum + itemBytes(itemFromWire(item)), 0);
  const units = Math.max(1, Math.ceil(bytes / READ_BYTES));
  return { readUnits: ConsistentRead ? units : units / 2, writeUnits: 0 };
}

function writing({ indexes }: Table, before: Item | undefined, after: Item | undefined): Units {
  const entries = Object.values(indexes).map(({ partition, sort, projects }) => {
    const keyNames = ['pk', partition.name, ...(sort === undefined ? [] : [sort.name])];
    const names = [...keyNames, ...(projects === 'KEYS' ? [] : projects)];
    const [was, is] = [before, after].map((item) => entryOf(item, keyNames, names));
    return entryUnits(was, is, keyNames);
  });
  const own = Math.max(1, kilobytes(before), kilobytes(after));
  return { readUnits: 0, writeUnits: entries.reduce((sum, units) => sum + units, own) };
}

/** An entry that stays as it was costs nothing; a new key also removes the old one. */
function entryUnits(was: Item | undefined, is: Item | undefined, keyNames: string[]): number {
  if (JSON.stringify(was) === JSON.stringify(is)) return 0;
  const hasMoved =
    was !== undefined &&
    is !== undefined &&
    keyNames.some((name) => was[name]?.S !== is[name]?.S || was[name]?.N !== is[name]?.N);
  return hasMoved ? kilobytes(was) + kilobytes(is) : Math.max(kilobytes(was), kilobytes(is));
}

function entryOf(item: Item | undefined, keyNames: string[], names: string[]): Item | undefined {
  if (item === undefined || keyNames.some((name) => item[name] === undefined)) return undefined;
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

function kilobytes(item: Item | undefined): number {
  return item === undefined ? 0 : Math.ceil(itemBytes(itemFromWire(item)) / WRITE_BYTES);
}
