import type { Actor } from './actor.ts';
import type { Compacted } from './compacted.ts';
import type { ControlItem, ProposedCall } from './control-item.ts';
import type { WantedBlock } from './daily-allowance.ts';
import type { Effect } from './effect.ts';
import type { Claim } from './entry.ts';
import type { Failure } from './error-category.ts';
import type { Amount, Spending } from './spending.ts';
import type { StoredText } from './stored-text.ts';
import type { Tokens } from './usage.ts';

/** What a person asks for. */
export type PersonCommand =
  | { type: 'pause' | 'resume' | 'cancel'; by: Actor; reason?: string | undefined }
  | { type: 'delete'; by: Actor | null };

/** One answer of the model. No calls: it is the final one. */
export type ModelAnswer = {
  /** The content parts as the model gave them, tool inputs left out, as JSON text. */
  content: StoredText;
  /** The answer's plain text; it becomes the final response when no tool was asked for. */
  text: StoredText;
  usage: Tokens;
  costUsd: number | null;
  stopReason: string;
  /** The model stopped because it may write no more. */
  isCut?: boolean;
  /** What was left out of the conversation for this call, if more than before. */
  compacted?: Compacted | undefined;
  calls: ProposedCall[];
  activeMs: number;
};

export type CallResult = {
  seq: number;
  /** The invocation that claimed the call: only its result is taken (P3). */
  holder: string;
  state: 'SUCCEEDED' | 'FAILED';
  output?: StoredText | undefined;
  error?: Failure | undefined;
  activeMs: number;
};

/** What the execution of a run does. `run` and `holder` are the fences. */
export type LifecycleCommand =
  | { type: 'take_lease'; run: number; claim: Claim }
  /** `turn`: the turn that it answers, so that a repeat is no answer to the next one (P15). `hold`: the calls are not
   *  dispatched yet, the next invocation does it. */
  | { type: 'record_answer'; run: number; claim: Claim; turn: number; hold?: boolean; answer: ModelAnswer }
  /** `held`: no call was made, because others failed. `spent`: an answer came, and said nothing; it is paid for all the same. */
  | {
      type: 'record_failed_attempt';
      run: number;
      holder: string;
      message: string;
      activeMs: number;
      held?: boolean;
      spent?: Pick<ModelAnswer, 'usage' | 'costUsd'> | undefined;
    }
  | { type: 'settle_calls'; run: number; claim: Claim; results: CallResult[] }
  /** `amount` of the tenant's budget of the day was leased to the session; or nothing, and why it has to end. */
  | ({ type: 'take_block'; run: number; claim: Claim } & Pick<WantedBlock, 'day' | 'lease' | 'block'> &
      ({ amount: Amount } | { failure: Failure }))
  | { type: 'fail'; run: number; holder: string; failure: Failure }
  | { type: 'store_token'; run: number; wake: number; token: string; order: number }
  | { type: 'hibernate'; run: number; holder: string; wake: number }
  | { type: 'roll_over'; run: number; holder: string }
  | { type: 'recover'; run: number };

/** What others report to a session that waits for them. */
export type OutsideCommand =
  | {
      type: 'complete_task';
      seq: number;
      by: Actor;
      requestId: string;
      output: StoredText;
      /** What the output of a task that asks for an approval says. */
      verdict?: { approved: boolean; reason?: string | undefined } | undefined;
    }
  | {
      type: 'resolve_called';
      seq: number;
      /** Id of the called session or job. */
      id: string;
      state: 'SUCCEEDED' | 'FAILED' | 'CANCELED';
      output?: StoredText | undefined;
      error?: Failure | undefined;
      /** What a called session has spent, with those that it called. */
      spent?: Spending | undefined;
      /** False: it could not be created, so there is nothing that the call could be linked to. */
      created?: false;
    }
  /** Effects were performed; nothing else changes. Any other command may report them too (see `decide`). */
  | { type: 'effects_done' }
  /** The sweeper looked and found nothing overdue: the next look is set. */
  | { type: 'reschedule' };

export type Command = PersonCommand | LifecycleCommand | OutsideCommand;

/** Why nothing changed. */
export type Refusal =
  /** The status does not allow the action: a 409 for a person. */
  | { why: 'NOT_ALLOWED' }
  /** The session is deleted. */
  | { why: 'DELETED' }
  /** The session has ended, is not live, or is on another run: this execution has no business any more. */
  | { why: 'SUPERSEDED' }
  /** A newer invocation of the same run drives. */
  | { why: 'LEASE_LOST' }
  /** A wake came, or a newer wait was stored: the wait is over before it began. */
  | { why: 'WAIT_OVER' }
  /** The call was settled before, or is not held by this invocation. */
  | { why: 'LATE' }
  /** The task was completed before. */
  | { why: 'COMPLETED_BEFORE' };

/**
 * `control` is the item as it is to be (the same object when nothing changes). `changed: false`: there is nothing to write.
 * `added`: the effects that this change added. A refusal may come with a change: effects that were removed along the way.
 */
export type Decision = { control: ControlItem; changed: boolean; added: Effect[]; refused?: Refusal };
