import type { StoredText } from '../domain/session/stored-text.ts';
import type { JobHead } from '../domain/workflow/job-control.ts';
import { textsKeyOf } from '../storage/job-store.ts';
import type { EffectDeps } from './effect-deps.ts';

/** Texts up to this many bytes stay in a job's control item: with 100 calls and their tokens it stays well below 400 KB. */
export const JOB_INLINE_BYTES = 256;

/**
 * Keeps a text that the workflow gave. A state machine that passes its whole input on passes the job's key on with it: who
 * reads the text may not act for the job, so the key is taken out.
 */
export function storeJobText(
  { jobKey, ...head }: Pick<JobHead, 'tenantId' | 'jobId' | 'jobKey'>,
  text: string,
  { texts }: Pick<EffectDeps, 'texts'>,
): Promise<StoredText> {
  return texts.store(textsKeyOf(head), withoutJobKey(text, jobKey), JOB_INLINE_BYTES);
}

export function withoutJobKey(text: string, jobKey: string): string {
  return text.replaceAll(jobKey, '(job key)');
}
