import { addActiveTime } from '../active-time.ts';
import { type Change, showCounters, showEntry, showSummary } from '../change.ts';
import type { LifecycleCommand, ModelAnswer } from '../command.ts';
import type { ReasoningEntry } from '../entry.ts';
import { endWithAnswer, proceed } from '../proceed.ts';
import { SESSION_TRANSITIONS } from '../session-transitions.ts';
import { answerCut } from '../spent-budget.ts';
import { countSpent } from './count-spent.ts';
import { becomePaused } from './pause-session.ts';

/** The model answered: the answer is recorded, and while RUNNING its calls are claimed in the same write (P2). */
export function recordAnswer(
  change: Change,
  entry: ReasoningEntry,
  { claim, answer, hold }: Extract<LifecycleCommand, { type: 'record_answer' }>,
): void {
  const { control } = change;
  const occurrence = answer.calls.length > 0 ? 'modelAsksForTools' : 'finalAnswer';
  const cell = SESSION_TRANSITIONS[occurrence][control.status];
  const cutBy = control.reserved?.cutBy;
  closeReasoning(change, entry, answer, cell.does === 'drop' ? 'CANCELED' : 'SUCCEEDED');
  if (cell.does === 'drop') return;
  control.turns += 1;
  control.runsWithoutProgress = 0;
  if (occurrence === 'modelAsksForTools') {
    control.proposed = answer.calls;
    // Paused it rests now: no later change would bring the counters up to date.
    if (cell.does === 'keep') showSummary(change);
    else showCounters(change);
    if (hold !== true) proceed(change, claim);
    return;
  }
  const cut = cutBy === undefined || !answer.isCut ? undefined : answerCut(control, cutBy, answer.usage.outputTokens);
  if (cell.does === 'move') endWithAnswer(change, answer.text, cut);
  else {
    control.finalAnswer = answer.text;
    control.finalAnswerCut = cut;
    if (cell.does === 'keep' && cell.to === 'PAUSED') becomePaused(change);
    else showSummary(change);
  }
}

function closeReasoning(
  change: Change,
  entry: ReasoningEntry,
  answer: ModelAnswer,
  state: 'SUCCEEDED' | 'CANCELED',
): void {
  const { control } = change;
  entry.state = state;
  entry.endedAt = change.now;
  entry.content = answer.content;
  entry.stopReason = answer.stopReason;
  if (answer.compacted !== undefined) entry.compacted = answer.compacted;
  entry.error = undefined;
  showEntry(change, entry);
  control.inference = undefined;
  control.reserved = undefined;
  control.context = answer.usage.inputTokens + answer.usage.outputTokens;
  addActiveTime(control, answer.activeMs);
  countSpent(control, entry, answer);
}
