import type { ModelAnswer } from '../command.ts';
import type { ControlItem } from '../control-item.ts';
import type { ReasoningEntry } from '../entry.ts';
import { addTokens } from '../usage.ts';

/** Adds what an answer cost to its entry, beside that of tries before it, and to the session: both say the same in the end. */
export function countSpent(
  control: ControlItem,
  entry: ReasoningEntry,
  { usage, costUsd }: Pick<ModelAnswer, 'usage' | 'costUsd'>,
): void {
  entry.usage = entry.usage === undefined ? usage : addTokens(entry.usage, usage);
  entry.costUsd = costUsd === null ? (entry.costUsd ?? null) : (entry.costUsd ?? 0) + costUsd;
  control.usage = addTokens(control.usage, usage);
  if (costUsd !== null) control.costUsd = (control.costUsd ?? 0) + costUsd;
}
