import { fireTriggerHandler } from '../../functions/trigger-firing/fire-trigger.ts';
import { seededRandom } from '../simulation/simulator/seeded-random.ts';
import { type Figure, timeOf } from './figure.ts';
import { firingProduct } from './firing-product.ts';

const OCCURRENCES = 20_000;
const DELIVERIES_OF_EACH = 5;
const DELIVERIES = OCCURRENCES * DELIVERIES_OF_EACH;
/** Of each so many occurrences one has all its deliveries at the same moment; those of the others come whenever they like. */
const RACES_ONE_OF = 10;
const BESIDE_EACH_OTHER = 32;
const SEED = 5;
const TOLD_EVERY = 10_000;

/**
 * Every occurrence is delivered five times, in an order of chance, and has to start exactly one session: the firing function on
 * its real stores in memory, where no run goes on after its start. Throws when a session is missing or there is one too many.
 */
export async function measureDeliveries(): Promise<Figure[]> {
  const product = await firingProduct();
  try {
    const fire = fireTriggerHandler(product.deps);
    const answers = new Map<string, number>();
    const ms = await timeOf(() =>
      deliver(async (occurrence) => {
        const answer = await fire(product.delivery(occurrence));
        const said = 'fired' in answer ? answer.fired : 'FAILED';
        answers.set(said, (answers.get(said) ?? 0) + 1);
      }),
    );
    expectCount('deliveries that started a session', answers.get('STARTED'), OCCURRENCES);
    expectCount('deliveries to one that was started', answers.get('STARTED_BEFORE'), DELIVERIES - OCCURRENCES);
    const sessions = await product.sessionIds('SessionControl');
    expectCount('sessions', sessions.size, OCCURRENCES);
    expectCount('sessions in the list', inBoth(sessions, await product.sessionIds('Sessions')), OCCURRENCES);
    expectCount('runs', product.runs.length, OCCURRENCES);
    expectCount('sessions with a run', inBoth(sessions, new Set(product.runs)), OCCURRENCES);
    const of = `${shown(DELIVERIES)} deliveries of ${shown(OCCURRENCES)} occurrences`;
    return [
      { name: `sessions of ${of}`, value: sessions.size, unit: '', goal: `= ${OCCURRENCES}` },
      { name: 'the deliveries, one process, tables in memory', value: DELIVERIES / (ms / 1_000), unit: '/s' },
    ];
  } finally {
    await product.close();
  }
}

/** Hands each occurrence over five times, so many at once. */
async function deliver(handOver: (occurrence: number) => Promise<void>): Promise<void> {
  const order = inOrderOfChance();
  let begun = 0;
  const worker = async () => {
    for (let occurrence = order[begun++]; occurrence !== undefined; occurrence = order[begun++]) {
      if (begun % TOLD_EVERY === 0) console.error(`Deliveries: ${shown(begun)} of ${shown(DELIVERIES)}`);
      await handOver(occurrence);
    }
  };
  await Promise.all(Array.from({ length: BESIDE_EACH_OTHER }, worker));
}

/** Which occurrence each delivery is of. */
function inOrderOfChance(): number[] {
  const random = seededRandom(SEED);
  const groups: number[][] = [];
  for (let occurrence = 0; occurrence < OCCURRENCES; occurrence += 1) {
    const deliveries = Array.from({ length: DELIVERIES_OF_EACH }, () => occurrence);
    if (occurrence % RACES_ONE_OF === 0) groups.push(deliveries);
    else groups.push(...deliveries.map((delivery) => [delivery]));
  }
  return groups
    .map((group) => ({ group, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .flatMap(({ group }) => group);
}

function expectCount(what: string, count = 0, expected: number): void {
  if (count !== expected) throw new Error(`The bench counted ${count} ${what} in place of ${expected}.`);
}

function inBoth(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...some].filter((id) => others.has(id)).length;
}

function shown(count: number): string {
  return count.toLocaleString('en');
}
