import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { inTransaction } from '../open-event-store.ts';

const newDeliverySchema = z.object({
  /** Name or ARN. */
  functionName: z.string(),
  /** JSON text. */
  payload: z.string(),
  /** ARN of the rule or schedule that it comes from. */
  origin: z.string(),
  /** ARN of the queue that would get it as a dead letter on AWS. */
  queue: z.string().nullable(),
  /** Attempts after the first. */
  maxRetries: z.number(),
  maxAgeMs: z.number(),
});
export type NewDelivery = z.output<typeof newDeliverySchema>;

const deliverySchema = newDeliverySchema.extend({
  id: z.number(),
  /** Failed ones. */
  attempts: z.number(),
  /** Milliseconds since 1970. */
  firstAt: z.number(),
  dueAt: z.number(),
});
export type Delivery = z.output<typeof deliverySchema>;

const deadLetterSchema = newDeliverySchema.extend({
  id: z.number(),
  attempts: z.number(),
  firstAt: z.number(),
  failedAt: z.number(),
  error: z.string(),
  cause: z.string(),
});
export type DeadLetter = z.output<typeof deadLetterSchema>;

/** Keeps what is to be delivered, and what could not be, where `kill -9` can't reach it. */
export type DeliveryStore = {
  add: (deliveries: readonly NewDelivery[], now: number) => void;
  /** Takes what is due and not under way, the longest due first; it is under way then. */
  begin: (now: number, limit: number) => Delivery[];
  /** When the next one is due that is not under way. */
  nextDue: () => number | undefined;
  /** It was delivered. */
  remove: (id: number) => void;
  retry: (id: number, attempts: number, dueAt: number) => void;
  /** It will not be tried again. */
  bury: (delivery: Delivery, failure: { attempts: number; failedAt: number; error: string; cause: string }) => void;
  deadLetters: () => DeadLetter[];
  /** Makes deliveries of all dead letters again; answers how many. */
  revive: (now: number) => number;
};

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, functionName TEXT NOT NULL, payload TEXT NOT NULL, origin TEXT NOT NULL, queue TEXT,
    maxRetries INTEGER NOT NULL, maxAgeMs INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, firstAt INTEGER NOT NULL,
    dueAt INTEGER NOT NULL, underWay INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS dueDeliveries ON deliveries (dueAt) WHERE underWay = 0;
  CREATE TABLE IF NOT EXISTS deadLetters (
    id INTEGER PRIMARY KEY AUTOINCREMENT, functionName TEXT NOT NULL, payload TEXT NOT NULL, origin TEXT NOT NULL, queue TEXT,
    maxRetries INTEGER NOT NULL, maxAgeMs INTEGER NOT NULL, attempts INTEGER NOT NULL, firstAt INTEGER NOT NULL,
    failedAt INTEGER NOT NULL, error TEXT NOT NULL, cause TEXT NOT NULL
  );
  -- Nobody knows whether these arrived when the process ended.
  UPDATE deliveries SET underWay = 0 WHERE underWay = 1;
`;
const COLUMNS = 'functionName, payload, origin, queue, maxRetries, maxAgeMs';

export function openDeliveryStore(database: DatabaseSync): DeliveryStore {
  database.exec(SCHEMA);
  const insert = database.prepare(
    `INSERT INTO deliveries (${COLUMNS}, firstAt, dueAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const begin = database.prepare(
    `UPDATE deliveries SET underWay = 1 WHERE id IN (
       SELECT id FROM deliveries WHERE underWay = 0 AND dueAt <= ? ORDER BY dueAt LIMIT ?) RETURNING *`,
  );
  const nextDue = database.prepare('SELECT MIN(dueAt) AS dueAt FROM deliveries WHERE underWay = 0');
  const remove = database.prepare('DELETE FROM deliveries WHERE id = ?');
  const retry = database.prepare('UPDATE deliveries SET underWay = 0, attempts = ?, dueAt = ? WHERE id = ?');
  const bury = database.prepare(
    `INSERT INTO deadLetters (${COLUMNS}, attempts, firstAt, failedAt, error, cause)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const deadLetters = database.prepare('SELECT * FROM deadLetters ORDER BY id');
  const revive = database.prepare(
    `INSERT INTO deliveries (${COLUMNS}, firstAt, dueAt) SELECT ${COLUMNS}, ?, ? FROM deadLetters ORDER BY id`,
  );
  const forget = database.prepare('DELETE FROM deadLetters');
  return {
    add: (deliveries, now) =>
      inTransaction(database, () => {
        for (const delivery of deliveries) insert.run(...columnsOf(delivery), now, now);
      }),
    begin: (now, limit) =>
      begin
        .all(now, limit)
        .map((row) => deliverySchema.parse(row))
        .sort((a, b) => a.dueAt - b.dueAt || a.id - b.id),
    nextDue: () => z.object({ dueAt: z.number().nullable() }).parse(nextDue.get()).dueAt ?? undefined,
    remove: (id) => void remove.run(id),
    retry: (id, attempts, dueAt) => void retry.run(attempts, dueAt, id),
    bury: (delivery, { attempts, failedAt, error, cause }) =>
      inTransaction(database, () => {
        bury.run(...columnsOf(delivery), attempts, delivery.firstAt, failedAt, error, cause);
        remove.run(delivery.id);
      }),
    deadLetters: () => deadLetters.all().map((row) => deadLetterSchema.parse(row)),
    revive: (now) =>
      inTransaction(database, () => {
        revive.run(now, now);
        return Number(forget.run().changes);
      }),
  };
}

function columnsOf(delivery: NewDelivery): [string, string, string, string | null, number, number] {
  const { functionName, payload, origin, queue, maxRetries, maxAgeMs } = delivery;
  return [functionName, payload, origin, queue, maxRetries, maxAgeMs];
}
