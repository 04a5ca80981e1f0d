import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiClient } from '../api-client.ts';
import { type Figure, percentile, timesOf } from '../figure.ts';
import { seedSessions } from '../seed-sessions.ts';
import { withProduct } from '../with-product.ts';
import { readTimes } from './read-times.ts';

/** One data folder grows from one to the next. */
const STORED = [1_000, 10_000, 100_000, 1_000_000];
const ENTRIES = 10_000;
const LISTED = 50;
const PAGE = 200;
const READS = 60;
/** The product has just started; people read from one that has done so before. */
const WARM_UP = 100;

/** Pages of the list with ever more sessions stored, and of the activity of a long session. */
export async function storedSessions(folder: string): Promise<Figure[]> {
  const dataDir = join(folder, 'stored');
  const figures: Figure[] = [];
  let [seeded, longSession] = [0, ''];
  for (const sessions of STORED) {
    longSession = await seedSessions(dataDir, { sessions, seeded, entries: ENTRIES });
    seeded = sessions;
    figures.push(...(await withProduct({ dataDir }, (_, client) => lists(client, sessions))));
  }
  figures.push(...(await withProduct({ dataDir }, (_, client) => pages(client, longSession))));
  await rm(dataDir, { recursive: true });
  return figures;
}

async function lists(client: ApiClient, sessions: number): Promise<Figure[]> {
  const of = `of ${sessions.toLocaleString('en')}`;
  const [byStatus, byStart] = [`/sessions?limit=${LISTED}&status=RUNNING`, `/sessions?limit=${LISTED}`];
  await readTimes(client, byStatus, { items: LISTED, reads: WARM_UP });
  const filtered = await readTimes(client, byStatus, { items: LISTED, reads: READS });
  const all = await readTimes(client, byStart, { items: LISTED, reads: READS });
  return [
    { name: `list of ${LISTED} by status ${of}, p50`, value: percentile(filtered, 0.5), unit: 'ms', goal: '<= 3' },
    { name: `list of ${LISTED} by status ${of}, p95`, value: percentile(filtered, 0.95), unit: 'ms' },
    { name: `list of ${LISTED} by start ${of}, p50`, value: percentile(all, 0.5), unit: 'ms' },
  ];
}

async function pages(client: ApiClient, longSession: string): Promise<Figure[]> {
  const path = (after: number) => `/sessions/${longSession}/activity?limit=${PAGE}&after=${after}`;
  await readTimes(client, path(0), { items: PAGE, reads: WARM_UP });
  const figures: Figure[] = [];
  for (const [which, after] of [
    ['first', 0],
    ['middle', ENTRIES / 2],
    ['last', ENTRIES - PAGE],
  ] as const) {
    const times = await readTimes(client, path(after), { items: PAGE, reads: READS });
    figures.push(...timesOf(`${which} ${PAGE} of ${ENTRIES.toLocaleString('en')} entries`, times));
  }
  return figures;
}
