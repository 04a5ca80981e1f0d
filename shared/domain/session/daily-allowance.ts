import * as z from 'zod';
import { ownSpending } from './budget.ts';
import { type Change, emit } from './change.ts';
import type { ControlItem } from './control-item.ts';
import type { Failure } from './error-category.ts';
import type { Reservation } from './reserve-inference.ts';
import { type Amount, amountSchema } from './spending.ts';

/** Names what a session holds of its tenant's budget of one day. */
const leaseOfDay = {
  /** UTC, as in `2026-11-23`. */
  day: z.string(),
  /** Version of the control item that asked first: a session that comes back on the day has another. */
  lease: z.number().int().positive(),
  /** How many blocks were taken; with the next one this is the name by which a repeat is recognised. */
  block: z.number().int().positive(),
};

/** The share of the tenant's day that the session holds, and what the session had spent when it began. */
export const allowanceSchema = z.object({ ...leaseOfDay, granted: amountSchema, before: amountSchema });
export type Allowance = z.infer<typeof allowanceSchema>;

/** The next block, asked for: without `least` of it no model call is begun. `held`: what the session holds before. */
export const wantedBlockSchema = z.object({
  ...leaseOfDay,
  amount: amountSchema,
  least: amountSchema,
  held: amountSchema,
});
export type WantedBlock = z.infer<typeof wantedBlockSchema>;

/** The UTC day of a time in milliseconds since 1970. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/**
 * True when the session's share of its tenant's day covers the reservation. Else the next block is noted as wanted, large enough
 * for it; what an earlier day left is given back.
 */
export function coversReservation(change: Change, reserved: Reservation): boolean {
  const { control, now } = change;
  const { dailyBlock } = control.head;
  if (dailyBlock === undefined) return true;
  const day = dayOf(now);
  if ((control.allowance ?? control.wantedBlock)?.day !== day) giveBack(change);
  const { allowance, wantedBlock } = control;
  const left = allowance === undefined ? NONE : minus(allowance.granted, spentSince(control, allowance));
  const missing = minus({ tokens: reserved.tokens, costUsd: reserved.costUsd }, left);
  const lacks = (key: keyof Amount) => dailyBlock[key] > 0 && missing[key] > 0;
  if (!lacks('tokens') && !lacks('costUsd')) {
    control.wantedBlock = undefined;
    return true;
  }
  const leastOf = (key: keyof Amount) => (lacks(key) ? missing[key] : 0);
  const blockOf = (key: keyof Amount) => (lacks(key) ? Math.max(dailyBlock[key], missing[key]) : 0);
  control.wantedBlock = {
    day,
    lease: allowance?.lease ?? wantedBlock?.lease ?? change.v,
    block: (allowance?.block ?? 0) + 1,
    amount: { tokens: blockOf('tokens'), costUsd: blockOf('costUsd') },
    least: { tokens: leastOf('tokens'), costUsd: leastOf('costUsd') },
    held: allowance?.granted ?? NONE,
  };
  return false;
}

/** False: that block was taken before, or is not wanted any more. */
export function isWanted(
  { wantedBlock: wanted }: ControlItem,
  taken: Pick<WantedBlock, 'day' | 'lease' | 'block'>,
): boolean {
  return wanted?.day === taken.day && wanted.lease === taken.lease && wanted.block === taken.block;
}

/** The block that was wanted is there, with as much as could be leased. */
export function takeBlock(control: ControlItem, amount: Amount): void {
  const { wantedBlock: wanted, allowance } = control;
  if (wanted === undefined) return;
  const { tokens, costUsd } = allowance?.granted ?? NONE;
  control.allowance = {
    ...{ day: wanted.day, lease: wanted.lease, block: wanted.block },
    granted: { tokens: tokens + amount.tokens, costUsd: costUsd + amount.costUsd },
    before: allowance?.before ?? ownAmount(control),
  };
  control.wantedBlock = undefined;
}

/** Lets go of the session's share of the day, also one that may have been taken without this item knowing it yet. */
export function giveBack(change: Change): void {
  const { control } = change;
  const held = control.allowance ?? control.wantedBlock;
  if (held === undefined) return;
  const spent = control.allowance === undefined ? NONE : spentSince(control, control.allowance);
  emit(change, { kind: 'GIVE_BACK', day: held.day, lease: held.lease, spent });
  control.allowance = undefined;
  control.wantedBlock = undefined;
}

/** The end of a session whose tenant has too little left for today. */
export function dailyBudgetSpent({ limit, leased, wanted }: Record<'limit' | 'leased' | 'wanted', Amount>): Failure {
  const isTokens = limit.tokens > 0 && leased.tokens + wanted.tokens > limit.tokens;
  const [unit, name, of, held, needed] = isTokens
    ? (['tokens', 'TENANT_DAILY_TOKENS', limit.tokens, leased.tokens, wanted.tokens] as const)
    : (['US dollars', 'TENANT_DAILY_COST_USD', limit.costUsd, leased.costUsd, wanted.costUsd] as const);
  return {
    category: 'BUDGET_SPENT',
    message: `The tenant's daily budget of ${of} ${unit} does not suffice for the session's next step: ${dollars(held)} are spent or held by sessions, and this step may take ${dollars(needed)} more. A new day begins at 00:00 UTC. An operator can raise ${name}; a lower maxOutputTokens in the settings of the agent's model makes each step reserve less.`,
  };
}

/** The end of a session that finds no room to note its share of the tenant's day, of which there may be enough. */
export function dayIsFull(day: string): Failure {
  return {
    category: 'BUDGET_SPENT',
    message: `Too many sessions of this tenant hold a share of its daily budget of ${day} at the moment: there is no room to note another one. Nothing was spent for this step. Start again when others have ended.`,
  };
}

/** What the session itself has spent while it held the share; called sessions hold their own. */
function spentSince(control: ControlItem, { before }: Allowance): Amount {
  const { tokens, costUsd } = ownAmount(control);
  return { tokens: tokens - before.tokens, costUsd: Math.max(0, costUsd - before.costUsd) };
}

function ownAmount(control: ControlItem): Amount {
  const { tokens, costUsd } = ownSpending(control);
  return { tokens, costUsd };
}

const NONE: Amount = { tokens: 0, costUsd: 0 };

function minus(one: Amount, other: Amount): Amount {
  return { tokens: one.tokens - other.tokens, costUsd: one.costUsd - other.costUsd };
}

function dollars(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
