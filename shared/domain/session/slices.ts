import { leftOf } from './budget.ts';
import type { ControlItem, SessionHead } from './control-item.ts';
import type { Failure } from './error-category.ts';
import type { Slice } from './spending.ts';

/** The budgets that a caller shares with the sessions that it calls. */
export const SLICED = ['maxTokens', 'maxCostUsd', 'maxActiveSeconds'] as const;
type Sliced = (typeof SLICED)[number];

const SLICE_KEYS = { maxTokens: 'tokens', maxCostUsd: 'costUsd', maxActiveSeconds: 'activeSeconds' } as const;

export function sliceKeyOf(limit: Sliced): keyof Slice {
  return SLICE_KEYS[limit];
}

/**
 * What each of so many sessions gets that are called together: an equal share of what is left, one share being kept for the
 * caller itself, which has to work with what they say. Undefined without such budgets; a failure when a share is nothing.
 */
export function sliceFor(control: ControlItem, sessions: number): Slice | Failure | undefined {
  const left = leftOf(control);
  const share = (amount: number) => amount / (sessions + 1);
  const slice: Required<Slice> = {
    tokens: Math.floor(share(left.tokens)),
    costUsd: share(left.costUsd),
    activeSeconds: Math.floor(share(left.activeMs) / 1_000),
  };
  const own = SLICED.filter((limit) => control.head.limits[limit] !== undefined);
  if (own.length === 0) return undefined;
  const empty = own.find((limit) => slice[SLICE_KEYS[limit]] <= 0);
  if (empty !== undefined) return nothingLeft(empty);
  return Object.fromEntries(own.map((limit) => [SLICE_KEYS[limit], slice[SLICE_KEYS[limit]]]));
}

/** The limits of a called session: its agent's own, as far as its caller's slice reaches. */
export function limitsWithin(limits: SessionHead['limits'], slice: Slice | undefined): SessionHead['limits'] {
  const sliced = SLICED.flatMap((limit) => {
    const most = slice?.[SLICE_KEYS[limit]];
    return most === undefined ? [] : [[limit, Math.min(most, limits[limit] ?? most)] as const];
  });
  return { ...limits, ...Object.fromEntries(sliced) };
}

function nothingLeft(limit: Sliced): Failure {
  return {
    category: 'BUDGET_SPENT',
    message: `The session was not called: of ${limit} of the agent nothing is left that could be set aside for it. Do it without this tool.`,
  };
}
