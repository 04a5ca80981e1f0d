import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import * as z from 'zod';
import type { Outcome } from './outcome.ts';
import { type Progress, progressSchema } from './progress.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;
export type ExecutionStatus = (typeof STATUSES)[number];

/** The service forgets a closed execution, and frees its name, after 90 days. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1_000;

const rowSchema = z.object({
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  status: z.enum(STATUSES),
  /** ms since 1970 */
  startDate: z.number(),
  stopDate: z.number().nullable(),
  /** JSON text */
  input: z.string(),
  output: z.string().nullable(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
  /** The state it stands at, and that state's input (JSON text). */
  state: z.string(),
  stateInput: z.string(),
  /** How far the task of this state is. Null: not entered yet. */
  progress: z
    .string()
    .transform((text) => progressSchema.parse(JSON.parse(text)))
    .nullable(),
  /** History events so far. */
  events: z.number(),
});
export type ExecutionRow = z.output<typeof rowSchema>;

type NewExecution = Pick<ExecutionRow, 'executionArn' | 'stateMachineArn' | 'name' | 'startDate' | 'input' | 'state'>;
type Entry = { state: string; stateInput: string; progress: Progress; events: number };
export type End = { status: ExecutionStatus; stopDate: number; outcome: Outcome | undefined };

/** Keeps executions where `kill -9` can't reach them. Every call is on disk when it returns (as far as the process goes). */
export type ExecutionStore = {
  insert: (execution: NewExecution) => void;
  find: (executionArn: string) => ExecutionRow | undefined;
  listOpen: () => string[];
  /** A state was entered. */
  enter: (executionArn: string, entry: Entry) => void;
  /** The task of the same state got further. */
  saveProgress: (executionArn: string, progress: Progress, events: number) => void;
  end: (executionArn: string, end: End) => void;
  /** Removes executions that closed more than 90 days before `now`. */
  purge: (now: number) => void;
  close: () => void;
};

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS executions (
    executionArn TEXT PRIMARY KEY, stateMachineArn TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL,
    startDate INTEGER NOT NULL, stopDate INTEGER, input TEXT NOT NULL, output TEXT, error TEXT, cause TEXT,
    state TEXT NOT NULL, stateInput TEXT NOT NULL, progress TEXT, events INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS openExecutions ON executions (startDate) WHERE status = 'RUNNING';
  CREATE INDEX IF NOT EXISTS closedExecutions ON executions (stopDate) WHERE stopDate IS NOT NULL;
`;

/** @param path a file, or `:memory:` for tests */
export function openExecutionStore(path: string): ExecutionStore {
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  const insert = database.prepare(
    `INSERT INTO executions (executionArn, stateMachineArn, name, status, startDate, input, state, stateInput, events)
     VALUES (?, ?, ?, 'RUNNING', ?, ?, ?, ?, 1)`,
  );
  const find = database.prepare('SELECT * FROM executions WHERE executionArn = ?');
  const open = database.prepare(`SELECT executionArn FROM executions WHERE status = 'RUNNING' ORDER BY startDate`);
  const enter = database.prepare(
    'UPDATE executions SET state = ?, stateInput = ?, progress = ?, events = ? WHERE executionArn = ?',
  );
  const progress = database.prepare('UPDATE executions SET progress = ?, events = ? WHERE executionArn = ?');
  const end = database.prepare(
    `UPDATE executions SET status = ?, stopDate = ?, output = ?, error = ?, cause = ?, progress = NULL, stateInput = ''
     WHERE executionArn = ?`,
  );
  const purge = database.prepare('DELETE FROM executions WHERE stopDate < ?');
  return {
    insert: (e) => void insert.run(e.executionArn, e.stateMachineArn, e.name, e.startDate, e.input, e.state, e.input),
    find: (executionArn) => {
      const row = find.get(executionArn);
      return row === undefined ? undefined : rowSchema.parse(row);
    },
    listOpen: () => open.all().map((row) => z.string().parse(row.executionArn)),
    enter: (arn, entry) =>
      void enter.run(entry.state, entry.stateInput, JSON.stringify(entry.progress), entry.events, arn),
    saveProgress: (arn, value, events) => void progress.run(JSON.stringify(value), events, arn),
    end: (arn, { status, stopDate, outcome }) => void end.run(status, stopDate, ...outcomeColumns(outcome), arn),
    purge: (now) => void purge.run(now - KEPT_MS),
    close: () => database.close(),
  };
}

/** output, error, cause */
function outcomeColumns(outcome: Outcome | undefined): [SQLInputValue, SQLInputValue, SQLInputValue] {
  if (outcome === undefined) return [null, null, null];
  if ('output' in outcome) return [outcome.output, null, null];
  return [null, outcome.error || null, outcome.cause || null];
}
