import { setImmediate as turn } from 'node:timers/promises';
import { bodyText } from '../../infra/local/emulators/body-text.ts';
import { itemBytes } from '../../infra/local/emulators/dynamodb/item-size.ts';
import { itemFromWire } from '../../infra/local/emulators/dynamodb/wire-values.ts';
import type { LocalResponse, LocalService } from '../../infra/local/emulators/local-service.ts';
import { TABLES, type Table, type TableName } from '../../shared/contracts/tables.ts';

type Item = Record<string, Record<string, unknown>>;

/** A request as it was counted: `PutItem SessionControl`, and of an entry or body the beginning of its key. */
export type CountedRequest = { name: string; writeUnits: number };

/** Turns of the event loop without a new request after which none comes before an answer. */
const QUIET_TURNS = 5;

/**
 * Counts the requests to DynamoDB, and which have to wait for which: requests are held until no further one comes, then
 * answered together. So a wave is what a DynamoDB with a fixed latency would do at once, and the number of waves is how
 * often somebody had to wait for it.
 */
export function requestWaves() {
  const waves: CountedRequest[][] = [];
  const items = new Map<string, Item>();
  let held: { counted: CountedRequest; answer: () => Promise<() => void> }[] = [];
  let isArmed = false;
  let cameNow = false;

  async function releaseWhenQuiet(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
      cameNow = false;
      await turn();
      if (cameNow) quiet = -1;
    }
    const wave = held;
    held = [];
    waves.push(wave.map(({ counted }) => counted));
    const deliveries = await Promise.all(wave.map(({ answer }) => answer()));
    isArmed = false;
    for (const deliver of deliveries) deliver();
  }

  function watch(service: LocalService): LocalService {
    return (request) =>
      new Promise<LocalResponse>((resolve, reject) => {
        const answer = () =>
          service(request).then(
            (response) => () => resolve(response),
            (error) => () => reject(error),
          );
        held.push({ counted: count(request.headers['x-amz-target'] ?? '', bodyText(request.body), items), answer });
        cameNow = true;
        if (!isArmed) void releaseWhenQuiet();
        isArmed = true;
      });
  }

  return {
    watch,
    /** What was counted since the last time that it was taken, wave by wave. */
    take: (): CountedRequest[][] => waves.splice(0),
  };
}

function count(target: string, body: string, items: Map<string, Item>): CountedRequest {
  const operation = target.replace(/^.*\./, '');
  const {
    TableName: table,
    Item: item,
    Key: key,
  } = JSON.parse(body) as { TableName: TableName; Item?: Item; Key?: Item };
  const { pk, sk } = item ?? key ?? {};
  const kind = table === 'Activity' ? ` ${String(sk?.S).slice(0, 1)}#` : '';
  const id = `${table} ${pk?.S} ${sk?.S}`;
  const writeUnits = item === undefined ? 0 : unitsOf(TABLES[table], items.get(id), item);
  if (item !== undefined) items.set(id, item);
  return { name: `${operation} ${table}${kind}`, writeUnits };
}

/** 1 for each KB of the item, and of each index entry that is not what it was; a new key of an entry also removes the old. */
function unitsOf({ indexes }: Table, before: Item | undefined, after: Item): number {
  const entryUnits = Object.values(indexes).map(({ partition, sort, projects }) => {
    const keyNames = ['pk', partition.name, ...(sort === undefined ? [] : [sort.name])];
    const names = [...keyNames, ...(projects === 'KEYS' ? [] : projects)];
    const [was, is] = [before, after].map((item) => entryOf(item, keyNames, names));
    if (JSON.stringify(was) === JSON.stringify(is)) return 0;
    const hasMoved =
      was !== undefined &&
      is !== undefined &&
      keyNames.some((name) => was[name]?.S !== is[name]?.S || was[name]?.N !== is[name]?.N);
    return hasMoved ? kilobytes(was) + kilobytes(is) : kilobytes(is ?? was ?? {});
  });
  return kilobytes(after) + entryUnits.reduce((sum, units) => sum + units, 0);
}

function entryOf(item: Item | undefined, keyNames: string[], names: string[]): Item | undefined {
  if (item === undefined || keyNames.some((name) => item[name] === undefined)) return undefined;
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

function kilobytes(item: Item): number {
  return Math.ceil(itemBytes(itemFromWire(item)) / 1_024);
}
