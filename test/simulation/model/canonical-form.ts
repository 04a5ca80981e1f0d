import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { effectForms } from './canonical-effects.ts';
import { type Context, contextOf, rank, runForm, tokenForm, wakeForm } from './canonical-names.ts';
import { viewOf } from './control-view.ts';
import type { Rules } from './rules.ts';
import { type Execution, holderOf, isOpen, type Process, type World } from './world.ts';

/**
 * Everything that what may still happen depends on, as a text: two worlds of the same text have the same future. Of
 * versions, orders and runs only their order counts, of wake numbers only whether they are the present one, of tokens only
 * which execution waits with them, of invocations only what they do and hold.
 */
export function canonicalForm(world: World, rules: Rules): string {
  const context = contextOf(world);
  const { summary, task, child, calls } = world;
  const flags = [world.answerAcknowledged, world.cancelAcknowledged, world.isHidden, world.isUnpurged, world.isGone];
  const processes = world.processes.map((process) => processForm(context, process, rules));
  const executions = world.executions.map((execution) => executionForm(context, execution));
  return [
    context.control === null ? (world.control ?? 'none') : controlForm(context, context.control),
    summary && `${summary.shows}${rank(context.summaryVersions, summary.v)}`,
    task && `${task.state}${task.hasEffect ? 1 : 0}${rank(context.taskVersions, task.v)}`,
    child === null ? world.childWasThere : `${child.state}${child.tells}`,
    Object.values(world.budget).join(''),
    `${calls.H}${calls.A}${calls.M}${calls.K}${world.toolRuns}${flags.map(Number).join('')}`,
    executions.sort().join(''),
    processes.sort().join(' '),
  ].join('|');
}

function controlForm(context: Context, control: ControlItem): string {
  const { token, run } = control;
  const view = viewOf(control);
  const waits =
    token === undefined
      ? ''
      : `${tokenForm(context, token.value)}${token.run === run ? 1 : 0}${rank(context.orders.get(token.run), token.order)}`;
  const named = view.namedEffects.map((effect) => context.namedCodes.get(effect)).join('');
  return `${view.fixed};${named};${runForm(context, run)}${waits};${entriesForm(context)}${rank(context.summaryVersions, control.version)}`;
}

/** How each entry of the control item is shown: not at all, as it is, or as it was before. */
function entriesForm({ world, control, entryVersions }: Context): string {
  if (control === null || control.deleted !== undefined) return '';
  let form = '';
  for (const { seq, v } of viewOf(control).entries) {
    const shown = world.entries.find((each) => each.seq === seq);
    if (shown === undefined) form += '-';
    else if (shown.v === v) form += '=';
    else form += `${shown.isResolved ? 'r' : 'u'}${rank(entryVersions.get(seq), shown.v)}`;
  }
  return form;
}

function executionForm(context: Context, execution: Execution): string {
  const { run, node, token, wake, timedOut } = execution;
  if (!isOpen(execution)) return context.namedRuns.has(run) ? `${runForm(context, run)}${node} ` : '';
  const wakes = node === 'ADVANCE' && !timedOut ? '' : wakeForm(context, wake);
  const tries = context.world.budget.crashes > 0 ? execution.triesLeft : '';
  return `${runForm(context, run)}${node}${timedOut ? 't' : ''}${token === null ? '' : '$'}${wakes}${tries} `;
}

function processForm(context: Context, process: Process, rules: Rules): string {
  const { control } = context;
  const holder = holderOf(process.id);
  const isLambda = process.kind === 'ADVANCE' || process.kind === 'PARK';
  let form = `${process.kind}${process.at}`;
  if (isLambda) form += `${process.attached ? '+' : ''}${runForm(context, process.run)}`;
  if (control?.lease?.holder === holder) form += 'L';
  if (control !== null && viewOf(control).claimedBy === holder) form += 'C';
  if (process.wake !== null) form += `w${wakeForm(context, process.wake)}`;
  if (process.token !== null)
    form += `${tokenForm(context, process.token)}${rank(context.orders.get(process.run), process.order)}`;
  if (process.at === 'infer') form += process.turn;
  if (process.at === 'leave') form += leavingForm(context, process);
  if (process.isSweeper) form += 'S';
  if (process.leavesRemoval) form += 'K';
  if (process.snapshot !== null) form += `"${process.snapshot.version}${viewOf(process.snapshot).fixed}"`;
  return form + effectForms(context, process, rules);
}

function leavingForm(context: Context, { leaving, wake }: Process): string {
  if (leaving === null || leaving.to !== 'WAIT') return leaving?.to ?? '';
  return `${wakeForm(context, leaving.wake)}${wake === leaving.wake ? 'o' : ''}`;
}
