import type { Entry } from '../../../shared/domain/session/entry.ts';
import type { SessionStatus } from '../../../shared/domain/session/session-status.ts';
import { NOTHING_SPENT, type Spending } from '../../../shared/domain/session/spending.ts';
import type { Tokens } from '../../../shared/domain/session/usage.ts';
import type { Process } from './process.ts';

/** What the simulator itself has seen of a session, beside what the session says of itself. */
export type SessionEvidence = {
  /** Each entry as it was written last; a resolved one never changes. */
  readonly entries: Map<number, Entry>;
  readonly usage: Tokens;
  /** Who has ever held the claim of a call, by its key. */
  readonly claims: Map<string, Set<string>>;
  /** Statuses in the order of the writes that set them. */
  readonly statuses: { version: number; status: SessionStatus }[];
  modelCalls: number;
  /** Answers of the model that were recorded. */
  answers: number;
  /** Invocations that took the lease. */
  leases: number;
  isCancelAskedFor: boolean;
  isCancelAccepted: boolean;
  /** The call that called it, as it was written at its start. */
  calledBy?: string;
  /** The sessions that called each other to get here. */
  lineage: readonly string[];
  /** How deep sessions may call each other below it. */
  maxDepth: number;
  /** Tokens that it and its descendants may use. */
  maxTokens: number | undefined;
  /** With those that it called, as its terminal write has it. */
  spentInAll: Spending;
  isDeleted: boolean;
  isDeletionNoted: boolean;
  /** A late repeat of its start died, or lost touch, between putting the texts and removing them again. */
  isLateStartLost: boolean;
  /** Why a session may end as FAILED. */
  readonly excuses: Set<string>;
  readonly published: Set<string>;
  readonly purges: number[];
};

export type Attempt = { process: Process; outcome?: { state: 'SUCCEEDED' | 'FAILED'; output?: string } };
export type ToolEffect = { toolName: string; args: string; attempts: Attempt[] };

export type Evidence = {
  readonly sessions: Map<string, SessionEvidence>;
  /** Everything that a tool was ever asked to do, by idempotency key. */
  readonly effects: Map<string, ToolEffect>;
  /** Of which processes a holder of leases and claims is the name. */
  readonly holders: Map<string, Process>;
};

export function newEvidence(): Evidence {
  return { sessions: new Map(), effects: new Map(), holders: new Map() };
}

export function evidenceOf({ sessions }: Evidence, sessionId: string): SessionEvidence {
  const known = sessions.get(sessionId);
  if (known !== undefined) return known;
  const fresh: SessionEvidence = {
    entries: new Map(),
    usage: { inputTokens: 0, outputTokens: 0 },
    claims: new Map(),
    statuses: [],
    modelCalls: 0,
    answers: 0,
    leases: 0,
    lineage: [],
    maxDepth: 0,
    isCancelAskedFor: false,
    isCancelAccepted: false,
    maxTokens: undefined,
    spentInAll: NOTHING_SPENT,
    isDeleted: false,
    isDeletionNoted: false,
    isLateStartLost: false,
    excuses: new Set(),
    published: new Set(),
    purges: [],
  };
  sessions.set(sessionId, fresh);
  return fresh;
}
