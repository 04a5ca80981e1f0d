import * as z from 'zod';

/** What was spent, or is set aside to be spent. `activeMs`: milliseconds of model and tool work. */
export const spendingSchema = z.object({
  tokens: z.number().int().nonnegative(),
  costUsd: z.number().nonnegative(),
  activeMs: z.number().int().nonnegative(),
});
export type Spending = z.infer<typeof spendingSchema>;

/** Of a tenant's day; 0 where it has no such limit. */
export const amountSchema = spendingSchema.omit({ activeMs: true });
export type Amount = z.infer<typeof amountSchema>;

/** What a session sets aside of its own budgets for one that it calls; absent: it has no such budget. */
export const sliceSchema = z.object({
  tokens: z.number().int().positive().optional(),
  costUsd: z.number().positive().optional(),
  activeSeconds: z.number().int().positive().optional(),
});
export type Slice = z.infer<typeof sliceSchema>;

export const NOTHING_SPENT: Spending = { tokens: 0, costUsd: 0, activeMs: 0 };

export function addSpending(...parts: (Spending | undefined)[]): Spending {
  return parts.reduce<Spending>(
    (sum, part = NOTHING_SPENT) => ({
      tokens: sum.tokens + part.tokens,
      costUsd: sum.costUsd + part.costUsd,
      activeMs: sum.activeMs + part.activeMs,
    }),
    NOTHING_SPENT,
  );
}

/** A slice that is wholly spent. */
export function allOf({ tokens = 0, costUsd = 0, activeSeconds = 0 }: Slice): Spending {
  return { tokens, costUsd, activeMs: activeSeconds * 1_000 };
}
