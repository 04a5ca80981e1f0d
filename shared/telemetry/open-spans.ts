import type { Clock } from '../runtime/clock.ts';
import type { SendSpans } from './send-spans.ts';
import type { Span, Spans } from './span.ts';

/** Spans that wait for their delivery; more are dropped, the oldest first (about 2 MB). */
const MOST_WAITING = 2_000;
/** Spans of one delivery. */
const BATCH = 200;
/** After a delivery that failed none is tried for so long, in milliseconds: a receiver that is down costs a step nothing. */
const REST_MS = 30_000;
/** So many failures in a row, and the batch is given up: it may be the batch that the receiver can't take. */
const MOST_TRIES = 3;
/** Characters of a reason in the log. */
const MOST_REASON = 200;

export type OpenSpansDeps = {
  send: SendSpans;
  clock: Clock;
  /** Told once, when deliveries begin to fail; and again only after one has succeeded in between. */
  reportFailure: (message: string, facts: Record<string, unknown>) => void;
  /** Told the number of spans that nobody will get. */
  onLost: (count: number) => void;
  /** Where nobody calls `flush`: delivered so many milliseconds after they came. */
  afterMs?: number;
};

/** Spans that can be delivered before their process is frozen. */
export type OpenSpans = Spans & {
  /** Delivers what waits; never rejects, and is over after `limitMs`. */
  flush: (limitMs: number) => Promise<void>;
  /** The same for the last time: nothing is delivered by itself any more. */
  close: (limitMs: number) => Promise<void>;
};

/** Keeps finished spans and delivers them in batches, one after another, beside whatever else goes on. */
export function openSpans({ send, clock, reportFailure, onLost, afterMs }: OpenSpansDeps): OpenSpans {
  let waiting: Span[] = [];
  let underWay: Promise<void> | undefined;
  let planned = false;
  const closed = new AbortController();
  let failures = 0;
  let restsUntil = 0;

  function keepMost(): void {
    const lost = waiting.length - MOST_WAITING;
    if (lost <= 0) return;
    waiting = waiting.slice(lost);
    onLost(lost);
  }

  /** Delivers until nothing waits, or a delivery fails. */
  async function deliver(): Promise<void> {
    while (waiting.length > 0 && clock.now() >= restsUntil) {
      const batch = waiting.splice(0, BATCH);
      try {
        await send(batch);
        failures = 0;
      } catch (error) {
        failed(batch, error);
      }
    }
  }

  function failed(batch: Span[], error: unknown): void {
    failures += 1;
    restsUntil = clock.now() + REST_MS;
    if (failures === 1) reportFailure('spans not delivered', { spans: batch.length, reason: reasonOf(error) });
    if (failures % MOST_TRIES === 0) onLost(batch.length);
    else waiting = [...batch, ...waiting];
    keepMost();
  }

  function begin(): Promise<void> {
    underWay ??= deliver().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  function plan(): void {
    if (afterMs === undefined || planned) return;
    planned = true;
    const go = async () => {
      await clock.delay(Math.max(afterMs, restsUntil - clock.now()), closed.signal);
      planned = false;
      await begin();
      if (waiting.length > 0) plan();
    };
    go().catch(() => undefined); // it was closed
  }

  async function flush(limitMs: number): Promise<void> {
    const over = new AbortController();
    const limit = clock.delay(limitMs, over.signal).catch(() => undefined);
    await Promise.race([begin(), limit]);
    over.abort();
  }

  return {
    add(span) {
      waiting.push(span);
      keepMost();
      if (waiting.length >= BATCH) begin().catch(() => undefined);
      else plan();
    },
    flush,
    close(limitMs) {
      closed.abort();
      return flush(limitMs);
    },
  };
}

/** Short: an error of a receiver may carry the whole page that it answered. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? `${error.code} ` : '';
  return `${code}${error.message}`.trim().slice(0, MOST_REASON);
}
