import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { inTransaction } from '../open-event-store.ts';
import { scheduleRequestSchema } from './requests.ts';

/** Times in milliseconds since 1970. */
const scheduleSchema = z.object({
  groupName: z.string(),
  name: z.string(),
  request: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(scheduleRequestSchema),
  createdAt: z.number(),
  modifiedAt: z.number(),
  /** From when a rate counts: its start, also when an update leaves it out because it has passed, or when it was put. */
  anchor: z.number(),
  /** When it fires next; null: not any more, or it is disabled. */
  nextRun: z.number().nullable(),
});
export type StoredSchedule = z.output<typeof scheduleSchema>;
export type ScheduleKey = Pick<StoredSchedule, 'groupName' | 'name'>;

/** Keeps schedules over a restart, with when each fires next. */
export type ScheduleStore = {
  find: (key: ScheduleKey) => StoredSchedule | undefined;
  put: (schedule: StoredSchedule) => void;
  remove: (key: ScheduleKey) => void;
  /** Those that should have fired by then, the longest due first. */
  due: (now: number) => StoredSchedule[];
  nextDue: () => number | undefined;
  /** Makes all writes of `work`, or none. */
  together: (work: () => void) => void;
};

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS schedules (
    groupName TEXT NOT NULL, name TEXT NOT NULL, request TEXT NOT NULL, createdAt INTEGER NOT NULL,
    modifiedAt INTEGER NOT NULL, anchor INTEGER NOT NULL, nextRun INTEGER, PRIMARY KEY (groupName, name)
  );
  CREATE INDEX IF NOT EXISTS dueSchedules ON schedules (nextRun) WHERE nextRun IS NOT NULL;
`;

export function openScheduleStore(database: DatabaseSync): ScheduleStore {
  database.exec(SCHEMA);
  const find = database.prepare('SELECT * FROM schedules WHERE groupName = ? AND name = ?');
  const put = database.prepare(
    `INSERT OR REPLACE INTO schedules (groupName, name, request, createdAt, modifiedAt, anchor, nextRun)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = database.prepare('DELETE FROM schedules WHERE groupName = ? AND name = ?');
  const due = database.prepare('SELECT * FROM schedules WHERE nextRun <= ? ORDER BY nextRun');
  const nextDue = database.prepare('SELECT MIN(nextRun) AS nextRun FROM schedules WHERE nextRun IS NOT NULL');
  return {
    find: ({ groupName, name }) => {
      const row = find.get(groupName, name);
      return row === undefined ? undefined : scheduleSchema.parse(row);
    },
    put: ({ groupName, name, request, createdAt, modifiedAt, anchor, nextRun }) =>
      void put.run(groupName, name, JSON.stringify(request), createdAt, modifiedAt, anchor, nextRun),
    remove: ({ groupName, name }) => void remove.run(groupName, name),
    due: (now) => due.all(now).map((row) => scheduleSchema.parse(row)),
    nextDue: () => z.object({ nextRun: z.number().nullable() }).parse(nextDue.get()).nextRun ?? undefined,
    together: (work) => inTransaction(database, work),
  };
}
