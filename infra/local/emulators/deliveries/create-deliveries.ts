import { callLambda, type LambdaFunctions } from '../step-functions/lambda-call.ts';
import { type Failure, isFailure } from '../step-functions/outcome.ts';
import { armTimer, type TimeSource } from '../step-functions/timers.ts';
import type { DeadLetter, Delivery, DeliveryStore, NewDelivery } from './delivery-store.ts';

/** Functions called at the same time; what is due beyond waits for its turn. */
const AT_ONCE = 16;
/** Back-off: twice as long after each failure, from a second to ten minutes. */
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 600_000;
/** A timer does not count while the computer sleeps, so the clock is looked at this often. */
const LOOK_EVERY_MS = 30_000;
/** A function that does not exist is not tried again, as on AWS. */
const NO_SUCH_FUNCTION = 'Lambda.ResourceNotFoundException';

export type DeliveriesOptions = TimeSource & {
  store: DeliveryStore;
  /** The functions that targets name, by name or ARN. */
  functions: LambdaFunctions;
  /** 0 to 1, for the jitter of the back-off. */
  random: () => number;
  /** Told of every delivery that is given up. */
  reportFailure: (message: string, facts: Record<string, unknown>) => void;
};

/** Calls functions at least once for what is added, also over restarts; what can't be delivered becomes a dead letter. */
export type Deliveries = {
  /** On disk when it returns, handed over soon after. */
  add: (deliveries: readonly NewDelivery[]) => void;
  deadLetters: () => DeadLetter[];
  /** Delivers all dead letters again, with all their attempts; answers how many there were. */
  redrive: () => number;
  /** Stops without losing anything: what is open is delivered when the store is opened again. */
  close: () => void;
};

/** Begins at once with what was left from before. */
export function createDeliveries(options: DeliveriesOptions): Deliveries {
  const { store, clock, setTimer } = options;
  let underWay = 0;
  let closed = false;
  let cancel = () => {};

  const wake = () => {
    cancel();
    const dueAt = underWay < AT_ONCE && !closed ? store.nextDue() : undefined;
    if (dueAt !== undefined) cancel = armTimer({ clock, setTimer }, dueAt, begin, LOOK_EVERY_MS);
  };
  const begin = () => {
    if (closed) return;
    for (const delivery of store.begin(clock.now(), AT_ONCE - underWay)) {
      underWay += 1;
      void attempt(options, delivery, () => closed).finally(() => {
        underWay -= 1;
        wake();
      });
    }
    wake();
  };

  wake();
  return {
    add: (deliveries) => {
      store.add(deliveries, clock.now());
      wake();
    },
    deadLetters: store.deadLetters,
    redrive: () => {
      const revived = store.revive(clock.now());
      wake();
      return revived;
    },
    close: () => {
      closed = true;
      cancel();
    },
  };
}

async function attempt(options: DeliveriesOptions, delivery: Delivery, isClosed: () => boolean): Promise<void> {
  const { store, functions, reportFailure } = options;
  const outcome = await callLambda({ functions, ...delivery });
  // The process is about to end: delivered or not, it is delivered again.
  if (isClosed()) return;
  try {
    if (isFailure(outcome)) retryOrBury(options, delivery, outcome);
    else store.remove(delivery.id);
  } catch (error) {
    // It stays under way, and so is delivered again after the next start.
    reportFailure('outcome of a delivery not kept', { ...aboutOf(delivery), error });
  }
}

function retryOrBury(options: DeliveriesOptions, delivery: Delivery, failure: Failure): void {
  const { store, clock, random, reportFailure } = options;
  const attempts = delivery.attempts + 1;
  const now = clock.now();
  const longest = Math.min(FIRST_DELAY_MS * 2 ** delivery.attempts, LONGEST_DELAY_MS);
  const dueAt = now + Math.round(longest * (0.5 + random() / 2));
  const isLast = attempts > delivery.maxRetries || dueAt > delivery.firstAt + delivery.maxAgeMs;
  if (!isLast && failure.error !== NO_SUCH_FUNCTION) {
    store.retry(delivery.id, attempts, dueAt);
    return;
  }
  store.bury(delivery, { attempts, failedAt: now, ...failure });
  reportFailure('delivery given up', { ...aboutOf(delivery), attempts, ...failure });
}

const aboutOf = ({ functionName, origin }: Delivery) => ({ functionName, origin });
