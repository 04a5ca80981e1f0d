import * as z from 'zod';

const base = z.object({
  /** Version of the control item whose write added the effect; with kind and argument it names the effect exactly (P9). */
  v: z.number().int().positive(),
  /** When it was added: the sweeper leaves a younger one to whoever wrote it. */
  at: z.number().int(),
});

/** What must happen after a change of a job; kept in the same write until it is done. */
export const jobEffectSchema = z.discriminatedUnion('kind', [
  base.extend({ kind: z.literal('PUT_JOB') }),
  base.extend({ kind: z.literal('START_EXECUTION') }),
  base.extend({ kind: z.literal('PUT_TASK'), callId: z.string() }),
  base.extend({ kind: z.literal('CREATE_SESSION'), callId: z.string() }),
  base.extend({ kind: z.literal('SEND_RESULT'), callId: z.string(), token: z.string() }),
  base.extend({ kind: z.literal('RESOLVE_CALLER') }),
]);
export type JobEffect = z.infer<typeof jobEffectSchema>;

/** The name of an effect: kind, argument and version. A removal names it exactly, so a newer one of the same kind stays. */
export function jobEffectName(effect: JobEffect): string {
  return `${jobEffectKey(effect)}@${effect.v}`;
}

/** The name as logs may have it: without a task token, by which anybody could act for the job. */
export function loggedJobEffect(effect: JobEffect): string {
  return effect.kind === 'SEND_RESULT' ? `${effect.kind}/${effect.callId}@${effect.v}` : jobEffectName(effect);
}

/** Kind and argument: effects with the same key coalesce to the newest. */
export function jobEffectKey(effect: JobEffect): string {
  if (!('callId' in effect)) return effect.kind;
  return effect.kind === 'SEND_RESULT'
    ? `${effect.kind}/${effect.callId}/${effect.token}`
    : `${effect.kind}/${effect.callId}`;
}
