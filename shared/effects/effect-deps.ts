import type { Entry } from '../domain/session/entry.ts';
import type { SessionSummary } from '../domain/session/session-summary.ts';
import type { StoredText } from '../domain/session/stored-text.ts';
import type { SessionKey } from '../storage/control-store.ts';
import type { Deletion } from '../storage/deletion-store.ts';
import type { ChangeDeps } from './change-session.ts';
import type { Executions } from './executions.ts';
import type { LifecycleEvents } from './lifecycle-events.ts';

/** What performing effects needs beside changing sessions. */
export type EffectDeps = ChangeDeps & {
  executions: Executions;
  events: LifecycleEvents;
  projections: {
    putSummary: (summary: SessionSummary) => Promise<void>;
    putTombstone: (tombstone: SessionKey & { v: number }) => Promise<void>;
    putEntry: (key: SessionKey, entry: Entry) => Promise<void>;
    /** The line that stays of a deleted session. */
    putDeletion: (deletion: Deletion) => Promise<void>;
    /** Removes entries and bodies. It may stop in the middle with an error, and goes on when it is called again. */
    purge: (key: SessionKey) => Promise<void>;
  };
  texts: {
    /** Keeps a text: in place up to `inlineBytes`, else under its own key. */
    store: (key: SessionKey, text: string, inlineBytes?: number) => Promise<StoredText>;
    read: (key: SessionKey, stored: StoredText) => Promise<string>;
  };
  /** Told of an effect that failed; it stays in the outbox for the sweeper. */
  reportFailure: (message: string, facts: Record<string, unknown>) => void;
};
