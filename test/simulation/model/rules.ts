/**
 * The protocol's rules, each of which a mutation switches off from outside: production has no switches. They rewrite what
 * `decide` is asked or has answered (deciding.ts), or change the world around it.
 */
export type Rules = {
  /** Every write is conditional on the version that was read (P1). */
  conditional: boolean;
  /** A tool starts only after the write that claimed it (P2). */
  claim: boolean;
  /** An orphaned call that is not repeatable becomes OUTCOME_UNKNOWN, it is not made again (P4). */
  orphanUnknown: boolean;
  /** A claim is orphaned only when its holder can't live any more (P4). */
  orphanIsDead: boolean;
  /** Lifecycle commands of another run change nothing (P5, P6). */
  fence: boolean;
  /** The last invocation that entered drives (P5). */
  lease: boolean;
  /** Taking the lease leaves the stored token alone (P5). */
  leaseKeepsToken: boolean;
  /** Who lost the lease but not the run comes back; it does not end its execution (P5). */
  lostLeaseContinues: boolean;
  /** An answer names the turn that it answers (P15). */
  answerNamesTurn: boolean;
  /** Effects are kept in the item until they are done (P9). */
  storedEffects: boolean;
  /** Somebody finds effects whose writer is gone (P9). */
  sweeper: boolean;
  /** An effect is removed after it was performed (P9). */
  removeAfter: boolean;
  /** A removal names kind, argument and version (P9). */
  removeExact: boolean;
  /** A projection is put only over an older one (P10). */
  projectionVersion: boolean;
  /** Who decides that a manual task is completed (P11). */
  judge: 'control' | 'task' | 'task with a stored effect';
  /** Park stores its token only if `wake` is what Advance saw (P6). */
  parkCompares: boolean;
  /** A stored token is not replaced by that of an older wait (P6). */
  parkOrder: boolean;
  /** Park stores nothing when no run is live (P6). */
  parkLive: boolean;
  /** After the wait's 24 h no run is live (P8). */
  hibernate: boolean;
  /** ... by a write that is conditional on what was read (P8). */
  hibernateConditional: boolean;
  /** A wake looks at `live` first, not at the token (P7). */
  wakeByLive: boolean;
  /** StartExecution is idempotent by the name `sessionId.run` (P9). */
  startByName: boolean;
  /** A terminal write sends the stored token (P7). */
  release: boolean;
  /** The closed execution of a live run is followed by another run (P14). */
  recover: boolean;
  /** A recovery stops the old execution (P14). */
  recoverStops: boolean;
  /** A creating call is in flight until its creation is confirmed (P12). */
  creationInFlight: boolean;
  /** The child's end is a stored effect; without it a message that may be lost (P12). */
  callerEffect: boolean;
  /** ... and the sweeper asks for the outcome of what is waited for, as it does of jobs (P12). */
  askOutcome: boolean;
  /** Delete puts a content-free tombstone over the summary, with a version (P13). */
  tombstoneProjection: boolean;
  /** The last purge waits until nobody can hold effects read before the delete (P13). */
  purgeGrace: boolean;
  /** What stays after a delete is the control item's own key (P13). */
  tombstone: boolean;
  /** Delete stops the execution (P13). */
  deleteStops: boolean;
};

export const ALL_RULES: Rules = {
  conditional: true,
  claim: true,
  orphanUnknown: true,
  orphanIsDead: true,
  fence: true,
  lease: true,
  leaseKeepsToken: true,
  lostLeaseContinues: true,
  answerNamesTurn: true,
  storedEffects: true,
  sweeper: true,
  removeAfter: true,
  removeExact: true,
  projectionVersion: true,
  judge: 'control',
  parkCompares: true,
  parkOrder: true,
  parkLive: true,
  hibernate: true,
  hibernateConditional: true,
  wakeByLive: true,
  startByName: true,
  release: true,
  recover: true,
  recoverStops: true,
  creationInFlight: true,
  callerEffect: true,
  askOutcome: false,
  tombstoneProjection: true,
  purgeGrace: true,
  tombstone: true,
  deleteStops: true,
};

export function areAllOn(rules: Rules): boolean {
  return Object.entries(ALL_RULES).every(([name, value]) => Reflect.get(rules, name) === value);
}
