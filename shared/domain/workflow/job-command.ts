import type { Actor } from '../session/actor.ts';
import type { StoredText } from '../session/stored-text.ts';
import type { CallResult, JobCall, JobControl } from './job-control.ts';
import type { JobEffect } from './job-effect.ts';
import type { JobStatus } from './job-status.ts';

export type JobCommand =
  /** The workflow's state machine asks for a session or a person. */
  | ({ type: 'open_call'; token: { value: string; order: number } } & Pick<
      JobCall,
      'id' | 'kind' | 'request' | 'input' | 'failOnFailure'
    >)
  /** A person completed a task. `output`: what the person gave; `result`: what the state machine gets. */
  | { type: 'complete_task'; id: string; by: Actor; requestId: string; output: StoredText; result: CallResult }
  /** A called session ended, or could not be started. */
  | { type: 'resolve_session'; id: string; result: CallResult }
  /** The execution ended, or could not be started. */
  | {
      type: 'end';
      status: Exclude<JobStatus, 'RUNNING'>;
      output?: StoredText | undefined;
      failure?: JobControl['failure'];
    }
  /** The execution was looked at and runs. */
  | { type: 'looked' }
  /** Effects were performed; nothing else changes. */
  | { type: 'effects_done' };

/** Why nothing changed. */
export type JobRefusal =
  /** The job has ended: it opens nothing any more, and its tasks are closed. */
  | { why: 'ENDED' }
  /** Two different tasks of the state machine ask under one name. */
  | { why: 'SAME_NAME' }
  /** The job has asked for as much as one may. */
  | { why: 'TOO_MANY_CALLS' }
  /** There is no such task in this job. */
  | { why: 'UNKNOWN' }
  /** The task was completed before. */
  | { why: 'COMPLETED_BEFORE' };

/** As a session's decision: `control` is the item as it is to be, `added` the effects that this change added. */
export type JobDecision = { control: JobControl; changed: boolean; added: JobEffect[]; refused?: JobRefusal };
