import type { ControlItem } from './control-item.ts';
import type { Failure } from './error-category.ts';

/** Which budget leaves no room for another turn, if one does. Token, cost and time budgets are overshot by one step at most. */
export function spentBudget(control: ControlItem): Failure | undefined {
  const { limits } = control.head;
  const tokens = control.usage.inputTokens + control.usage.outputTokens;
  return (
    spent('maxTurns', 'turns', control.turns, limits.maxTurns) ??
    spent('maxTokens', 'tokens', tokens, limits.maxTokens) ??
    spent('maxCostUsd', 'US dollars', control.costUsd ?? 0, limits.maxCostUsd) ??
    spent('maxActiveSeconds', 'seconds of work', Math.floor(control.activeMs / 1_000), limits.maxActiveSeconds)
  );
}

/** The refusal of a turn that asks for more calls than are left. */
export function spentCalls(control: ControlItem): Failure | undefined {
  const wanted = control.toolCalls + control.proposed.length;
  const { maxToolCalls } = control.head.limits;
  return wanted > maxToolCalls ? failure('maxToolCalls', 'tool calls', wanted, maxToolCalls) : undefined;
}

function spent(limit: string, unit: string, used: number, most: number | undefined): Failure | undefined {
  return most !== undefined && used >= most ? failure(limit, unit, used, most) : undefined;
}

function failure(limit: string, unit: string, used: number, most: number): Failure {
  return {
    category: 'BUDGET_SPENT',
    message: `The session's budget of ${most} ${unit} is spent (${used} needed or used). Raise ${limit} of the agent and start again.`,
  };
}
