import * as z from 'zod';
import { callsIn } from './calls.ts';
import type { ControlItem } from './control-item.ts';
import { addSpending, allOf, type Spending } from './spending.ts';

/** The budgets of an agent that are used up step by step. */
export const BUDGET_LIMITS = ['maxTurns', 'maxToolCalls', 'maxTokens', 'maxCostUsd', 'maxActiveSeconds'] as const;
export type BudgetLimit = (typeof BUDGET_LIMITS)[number];

/** One budget as it stands: `of` in all, `used` for good, `reserved` for what is under way. All in the limit's own unit. */
export const budgetLineSchema = z.object({
  limit: z.enum(BUDGET_LIMITS),
  of: z.number(),
  used: z.number(),
  reserved: z.number(),
});
export type BudgetLine = z.infer<typeof budgetLineSchema>;

/** What the session's own model and tool calls have spent; two calls beside each other count both their times. */
export function ownSpending({ usage, costUsd, activeMs }: ControlItem): Spending {
  return { tokens: usage.inputTokens + usage.outputTokens, costUsd: costUsd ?? 0, activeMs };
}

/** With what the sessions have spent that it called, and theirs; those that outlive it count with all that they were given. */
export function spentInAll(control: ControlItem): Spending {
  return addSpending(ownSpending(control), control.called, control.handedOn);
}

/** What is set aside for called sessions that have not ended. */
export function setAside(control: ControlItem): Spending {
  return addSpending(...callsIn(control, 'RUNNING', 'WAITING').map(({ slice }) => slice && allOf(slice)));
}

/** What of the session's budgets is neither used nor set aside; infinite where there is no budget, negative when overshot. */
export function leftOf(control: ControlItem): Spending {
  const { limits } = control.head;
  const [used, aside] = [spentInAll(control), setAside(control)];
  const left = (most: number | undefined, one: number, other: number) =>
    most === undefined ? Number.POSITIVE_INFINITY : most - one - other;
  const activeMost = limits.maxActiveSeconds === undefined ? undefined : limits.maxActiveSeconds * 1_000;
  return {
    tokens: left(limits.maxTokens, used.tokens, aside.tokens),
    costUsd: left(limits.maxCostUsd, used.costUsd, aside.costUsd),
    activeMs: left(activeMost, used.activeMs, aside.activeMs),
  };
}

/** Every budget that the session has, as it stands. */
export function budgetOf(control: ControlItem): BudgetLine[] {
  const { limits } = control.head;
  const [used, aside] = [spentInAll(control), setAside(control)];
  const { reserved } = control;
  const amounts: Record<BudgetLimit, [used: number, reserved: number]> = {
    maxTurns: [control.turns, control.inference === undefined ? 0 : 1],
    maxToolCalls: [control.toolCalls, 0],
    maxTokens: [used.tokens, aside.tokens + (reserved?.tokens ?? 0)],
    maxCostUsd: [rounded(used.costUsd), rounded(aside.costUsd + (reserved?.costUsd ?? 0))],
    maxActiveSeconds: [used.activeMs / 1_000, aside.activeMs / 1_000],
  };
  return BUDGET_LIMITS.flatMap((limit) => {
    const of = limits[limit];
    const [spent, kept] = amounts[limit];
    return of === undefined ? [] : [{ limit, of, used: spent, reserved: kept }];
  });
}

/** Of sums of dollars the binary dust is left away. */
export function rounded(costUsd: number): number {
  return Math.round(costUsd * 1e9) / 1e9;
}

/**
 * How long one of so many calls beside each other may take, in milliseconds, so that all of them together stay within
 * maxActiveSeconds: an equal share of what is left. Infinite without that budget.
 */
export function activeShareMs(control: ControlItem, calls: number): number {
  return Math.max(0, Math.floor(leftOf(control).activeMs / Math.max(1, calls)));
}
