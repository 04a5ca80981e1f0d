import { type BudgetLimit, budgetOf, rounded } from './budget.ts';
import type { ControlItem } from './control-item.ts';
import type { Failure } from './error-category.ts';
import { SLICED, sliceKeyOf } from './slices.ts';

/** A step that gets less time than this is not begun, in milliseconds. */
export const SHORTEST_STEP_MS = 100;

const UNITS: Record<BudgetLimit, string> = {
  maxTurns: 'turns',
  maxToolCalls: 'tool calls',
  maxTokens: 'tokens',
  maxCostUsd: 'US dollars',
  maxActiveSeconds: 'seconds of work',
};

/** Which budget leaves no room for another turn, if one does; those of tokens and money are reserved from (reserve-inference.ts). */
export function spentBudget(control: ControlItem): Failure | undefined {
  if (control.turns >= control.head.limits.maxTurns) return budgetSpent(control, 'maxTurns', 1);
  return spentTime(control, 1);
}

/** The refusal of calls, or of a model call, for which no time is left. */
export function spentTime(control: ControlItem, calls: number): Failure | undefined {
  const { maxActiveSeconds } = control.head.limits;
  const line = budgetOf(control).find(({ limit }) => limit === 'maxActiveSeconds');
  if (maxActiveSeconds === undefined || line === undefined || calls === 0) return undefined;
  const left = (maxActiveSeconds - line.used - line.reserved) * 1_000;
  return left / calls < SHORTEST_STEP_MS
    ? budgetSpent(control, 'maxActiveSeconds', (calls * SHORTEST_STEP_MS) / 1_000)
    : undefined;
}

/** The refusal of a turn that asks for more calls than are left. */
export function spentCalls(control: ControlItem): Failure | undefined {
  const wanted = control.proposed.length;
  return control.toolCalls + wanted > control.head.limits.maxToolCalls
    ? budgetSpent(control, 'maxToolCalls', wanted)
    : undefined;
}

/** Says which budget has no room for the next step, and how much is used. `needed`: what the step takes at least. */
export function budgetSpent(control: ControlItem, limit: BudgetLimit, needed: number): Failure {
  const line = budgetOf(control).find((each) => each.limit === limit) ?? { of: 0, used: 0, reserved: 0 };
  const aside = line.reserved > 0 && limit !== 'maxTurns' ? `, ${line.reserved} set aside` : '';
  const amounts = `${line.used} used${aside}, and the next step needs ${rounded(needed)}`;
  return {
    category: 'BUDGET_SPENT',
    message: `The session's budget of ${line.of} ${UNITS[limit]} is spent: ${amounts}. ${advice(control, limit)}`,
  };
}

/** What was cut short because the model might write no more of it. */
export function answerCut(control: ControlItem, limit: BudgetLimit, outputTokens: number): Failure {
  const line = budgetOf(control).find((each) => each.limit === limit) ?? { of: 0, used: 0 };
  const cut = `the final answer was cut after ${outputTokens} tokens, ${line.used} used`;
  return {
    category: 'BUDGET_SPENT',
    message: `The session's budget of ${line.of} ${UNITS[limit]} is spent: ${cut}. ${advice(control, limit)}`,
  };
}

function advice({ head }: ControlItem, limit: BudgetLimit): string {
  const key = SLICED.find((each) => each === limit);
  const isOfCaller = key !== undefined && head.slice?.[sliceKeyOf(key)] === head.limits[key];
  return isOfCaller
    ? `That is what the session ${head.caller?.id} set aside for it. Raise ${limit} of the agent that calls and start again.`
    : `Raise ${limit} of the agent and start again.`;
}
