/** What one session asks of AWS: `once` for the session, and so much more `perTurn` and `perWait`. */
type Cost = { once: number; perTurn: number; perWait: number };

/**
 * From the real handlers, in virtual time, with a model that takes 5 s for each answer and one tool call a turn: what runs that long
 * is shown as running, so its entry is put twice, and the summary's counters again. A wait is a turn that asks a person, who answers
 * within the 24 h that its execution is kept open. An empty model writes less to `Activity` and `Sessions`, and a little more to
 * `SessionControl`. Pinned by test/integration/capacity/session-cost.test.ts.
 */
export const SESSION_COST = {
  /** Write units on the tables themselves, 1 a KB; what indexes cost is apart. */
  controlWrites: { once: 10, perTurn: 6, perWait: 10 },
  activityWrites: { once: 6, perTurn: 3, perWait: 1 },
  summaryWrites: { once: 4, perTurn: 1, perWait: 4 },
  /** Write units on the due index, spread over its shards. */
  dueWrites: { once: 4, perTurn: 0, perWait: 4 },
  /** State transitions of Step Functions: the start and Advance; for a wait, the way there, park and Advance again. */
  transitions: { once: 2, perTurn: 0, perWait: 3 },
  /** Events on the product's bus: status changes, and a task that is opened and closed. */
  busEvents: { once: 2, perTurn: 0, perWait: 2 },
  /** Events of an execution's history; those of a wait are pinned by test/integration/session-lifecycle/long-waits.test.ts. */
  historyEvents: { once: 8, perTurn: 0, perWait: 14 },
} as const satisfies Record<string, Cost>;

/** So many for a session of so many turns and waits. */
export function costOf({ once, perTurn, perWait }: Cost, session: { turns: number; waits: number }): number {
  return once + perTurn * session.turns + perWait * session.waits;
}
