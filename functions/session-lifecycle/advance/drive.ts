import type { AgentDefinition } from '../../../shared/domain/agent/agent.ts';
import type { Command, Refusal } from '../../../shared/domain/session/command.ts';
import type { LeftOut } from '../../../shared/domain/session/compacted.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { Claim } from '../../../shared/domain/session/entry.ts';
import { changeSession } from '../../../shared/effects/change-session.ts';
import type { Outbox } from '../../../shared/effects/outbox.ts';
import type { ConversationEntry } from '../../../shared/model-providers/conversation.ts';
import type { SessionKey } from '../../../shared/storage/control-store.ts';
import type { AdvanceDeps } from './advance-deps.ts';

/** Kept for recording results and leaving in order, in milliseconds. */
export const RESERVE_MS = 30_000;

/** One invocation that drives one session: what it knows and what it holds. */
export type Drive = {
  key: SessionKey;
  run: number;
  claim: Claim;
  remainingMs: () => number;
  deps: AdvanceDeps;
  outbox: Outbox;
  /** As this invocation wrote or read it last. */
  control: ControlItem;
  /** Read when first needed: a session that only waits needs neither. */
  loaded: Loaded | undefined;
};

export type Loaded = {
  definition: AgentDefinition;
  prompt: string;
  inputs: Record<string, unknown>;
  /** What was said so far, by `seq`. */
  said: Map<number, ConversationEntry>;
  /** What of it the model is not shown any more. */
  leftOut: LeftOut;
};

/** Changes the driven session; what was performed meanwhile is removed along, what the change adds is performed beside. */
export async function write(drive: Drive, command: Command): Promise<Refusal | 'gone' | undefined> {
  const done = drive.outbox.done();
  const decision = await changeSession(drive.key, command, drive.deps, { known: drive.control, done });
  if (decision === undefined) return 'gone';
  // Removed by this write, or by somebody else before: then there was nothing to write.
  drive.outbox.forget(done);
  // What others changed meanwhile, a person's answer too, is not said here: it is read again when it is needed.
  if (decision.control.version > drive.control.version + (decision.changed ? 1 : 0)) drive.loaded = undefined;
  drive.control = decision.control;
  drive.outbox.take(decision.control, decision.added);
  return decision.refused;
}

/** Everything that was added is performed and removed: before a wait and before the end. */
export async function settleOutbox(drive: Drive): Promise<void> {
  await drive.outbox.settle();
  while (drive.outbox.done().length > 0) {
    if ((await write(drive, { type: 'effects_done' })) === 'gone') return;
    await drive.outbox.settle();
  }
}
