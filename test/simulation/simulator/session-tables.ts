import { createHash } from 'node:crypto';
import type { TaskState } from '../../../shared/domain/manual-task/manual-task.ts';
import { type ControlItem, controlItemSchema } from '../../../shared/domain/session/control-item.ts';
import type { SessionSummary } from '../../../shared/domain/session/session-summary.ts';
import type { StoredText } from '../../../shared/domain/session/stored-text.ts';
import type { ShownEntry } from '../../../shared/storage/shown-entry.ts';

/** Parsing is most of what a read costs. */
const PARSED_READS = 16;

/** Without an item: a deleted session's dedupe record. */
type ControlRow = { version: number; writeId: string; dueAt?: number | undefined; item?: ControlItem };
type SummaryRow = { v: number; summary?: SessionSummary };
/** Without a task: the tombstone of one whose session is deleted. */
type TaskRow = { v: number; task?: TaskState };

export type SessionTables = ReturnType<typeof sessionTables>;

/** The tables of a simulation, in memory; sessions are named by their id alone, all are of one tenant. */
export function sessionTables() {
  const control = new Map<string, ControlRow>();
  const summaries = new Map<string, SummaryRow>();
  const entries = new Map<string, Map<number, ShownEntry>>();
  const bodies = new Map<string, Map<string, string>>();
  const tasks = new Map<string, TaskRow>();
  const descendants = new Map<string, Set<string>>();
  let reads = 0;

  return {
    control,
    summaries,
    entries,
    bodies,
    tasks,

    readControl(sessionId: string): ControlItem | undefined {
      const item = control.get(sessionId)?.item;
      reads += 1;
      // Now and then as a reader gets it, by its schema; else the same frozen object: nobody may change what was read.
      return item !== undefined && reads % PARSED_READS === 0 ? controlItemSchema.parse(item) : item;
    },

    /** As the control store does: what is deleted and has nothing left to do shrinks to its dedupe record. */
    putControl(after: ControlItem): void {
      const { version, writeId, dueAt } = after;
      const { sessionId } = after.head;
      const isOver = after.deleted !== undefined && after.effects.length === 0;
      control.set(sessionId, isOver ? { version, writeId } : { version, writeId, dueAt, item: after });
    },

    putSummary(sessionId: string, row: SummaryRow, isUnconditional = false): void {
      if (isUnconditional || (summaries.get(sessionId)?.v ?? 0) < row.v) summaries.set(sessionId, row);
    },

    putEntry(sessionId: string, entry: ShownEntry, isUnconditional = false): void {
      const rows = rowsOf(entries, sessionId);
      if (isUnconditional || (rows.get(entry.seq)?.v ?? 0) < entry.v) rows.set(entry.seq, { ...entry });
    },

    readEntries: (sessionId: string): ShownEntry[] =>
      [...rowsOf(entries, sessionId).values()].sort((a, b) => a.seq - b.seq).map((entry) => ({ ...entry })),

    putTask(taskId: string, row: TaskRow, isUnconditional = false): void {
      if (isUnconditional || (tasks.get(taskId)?.v ?? 0) < row.v) tasks.set(taskId, row);
    },

    /** What the index of tasks by their origin holds: no tombstones. */
    tasksOf: (sessionId: string): TaskState[] =>
      [...tasks.values()].flatMap(({ task }) => (task?.origin.id === sessionId ? [task] : [])),

    /** Counted once among those of its root; false: there are `most` already. */
    reserveDescendant(rootId: string, sessionId: string, most: number): boolean {
      const known = descendants.get(rootId) ?? new Set();
      descendants.set(rootId, known);
      if (!known.has(sessionId) && known.size >= most) return false;
      known.add(sessionId);
      return true;
    },

    putBody(sessionId: string, text: string): StoredText {
      const id = createHash('sha256').update(text).digest('hex').slice(0, 32);
      rowsOf(bodies, sessionId).set(id, text);
      return { body: { id, bytes: Buffer.byteLength(text), parts: 1, cut: false } };
    },

    purge(sessionId: string): void {
      entries.delete(sessionId);
      bodies.delete(sessionId);
    },
  };
}

/** As the table keeps it: nobody can change it any more. `isWhole`: made anew from its JSON text, as a reader gets it. */
export function storedControl(control: ControlItem, isWhole: boolean): { item: ControlItem; bytes: number } {
  const state = isWhole ? JSON.stringify(control) : '';
  const item: ControlItem = isWhole ? JSON.parse(state) : { ...control };
  for (const list of [item.entries, item.effects, item.proposed]) for (const each of list) Object.freeze(each);
  for (const part of [item.head, item.entries, item.effects, item.proposed, item.usage]) Object.freeze(part);
  return { item: Object.freeze(item), bytes: state.length };
}

function rowsOf<Key, Row>(table: Map<string, Map<Key, Row>>, sessionId: string): Map<Key, Row> {
  const rows = table.get(sessionId) ?? new Map<Key, Row>();
  table.set(sessionId, rows);
  return rows;
}
