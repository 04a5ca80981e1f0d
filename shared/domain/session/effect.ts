import * as z from 'zod';
import { failureSchema } from './error-category.ts';
import { amountSchema } from './spending.ts';

const base = z.object({
  /** Version of the control item whose write added the effect; with kind and argument it names the effect exactly (P9). */
  v: z.number().int().positive(),
  /** When it was added: the sweeper leaves a younger one to whoever wrote it. */
  at: z.number().int(),
});

/** What must happen after a change of the control item; kept in the same write until it is done (design, section 4). */
export const effectSchema = z.discriminatedUnion('kind', [
  base.extend({ kind: z.literal('PUT_SUMMARY') }),
  base.extend({ kind: z.literal('PUT_ENTRY'), seq: z.number().int().positive() }),
  base.extend({ kind: z.literal('PUT_TASK'), seq: z.number().int().positive() }),
  base.extend({ kind: z.literal('SEND_TOKEN'), token: z.string() }),
  base.extend({ kind: z.literal('START_RUN'), run: z.number().int().positive() }),
  base.extend({ kind: z.literal('STOP_RUN'), run: z.number().int().positive() }),
  base.extend({ kind: z.literal('CREATE_CALLED'), seq: z.number().int().positive() }),
  base.extend({ kind: z.literal('RESOLVE_CALLER'), error: failureSchema.optional() }),
  base.extend({ kind: z.literal('PUBLISH_STATUS'), status: z.string() }),
  /** A share of the tenant's budget of a day: what of it was spent, the rest is free for others. */
  base.extend({
    kind: z.literal('GIVE_BACK'),
    day: z.string(),
    lease: z.number().int().positive(),
    spent: amountSchema,
  }),
  base.extend({ kind: z.literal('PUT_DELETION') }),
  base.extend({ kind: z.literal('PURGE'), notBefore: z.number().int() }),
]);
export type Effect = z.infer<typeof effectSchema>;

/** The name of an effect: kind, argument and version. A removal names it exactly, so a newer one of the same kind stays. */
export function effectName(effect: Effect): string {
  return `${effectKey(effect)}@${effect.v}`;
}

/** The name as logs may have it: without a task token, by which anybody could act for the session. */
export function loggedEffect(effect: Effect): string {
  return effect.kind === 'SEND_TOKEN' ? `${effect.kind}@${effect.v}` : effectName(effect);
}

/** Kind and argument: projections with the same key coalesce to the newest. */
export function effectKey(effect: Effect): string {
  switch (effect.kind) {
    case 'PUT_ENTRY':
    case 'PUT_TASK':
    case 'CREATE_CALLED':
      return `${effect.kind}/${effect.seq}`;
    case 'START_RUN':
    case 'STOP_RUN':
      return `${effect.kind}/${effect.run}`;
    case 'SEND_TOKEN':
      return `${effect.kind}/${effect.token}`;
    case 'PURGE':
      return `${effect.kind}/${effect.notBefore}`;
    case 'GIVE_BACK':
      return `${effect.kind}/${effect.day}/${effect.lease}`;
    case 'PUBLISH_STATUS':
      return `${effect.kind}/${effect.status}`;
    default:
      return effect.kind;
  }
}
