import type { Effect } from '../../../shared/domain/session/effect.ts';
import { type Context, namedForm, rank } from './canonical-names.ts';
import { isNamed, nameOf, viewOf } from './control-view.ts';
import type { Rules } from './rules.ts';
import type { Process } from './world.ts';

/** What a process holds of effects. One that the control item holds no more is only what performing it would do. */
export function effectForms(context: Context, process: Process, rules: Rules): string {
  const { shows, acts, done, lost } = process;
  let form = '';
  if (shows.length > 0) form += `>${sortedForms(shows, (effect) => showForm(context, process, effect))}`;
  if (acts.length > 0) form += `!${acts.map((effect) => actForm(context, effect)).join('')}`;
  // What is gone need not be removed, unless removals go by kind.
  const goneForm = (effect: Effect) => (rules.removeExact ? '' : `~${effect.kind}`);
  if (done.length > 0) form += `.${sortedForms(done, (effect) => storedCode(context, effect) ?? goneForm(effect))}`;
  if (lost !== null) {
    const added = sortedForms(lost.added, (effect) => storedCode(context, effect) ?? '~');
    form += lost.control === context.control ? `?${lost.refused?.why ?? ''}${added}` : '?';
  }
  return form;
}

function sortedForms(effects: readonly Effect[], form: (effect: Effect) => string): string {
  return effects.length === 1 ? effects.map(form).join('') : effects.map(form).sort().join('');
}

function storedCode({ control, namedCodesByName }: Context, effect: Effect): string | undefined {
  if (control === null) return undefined;
  const name = nameOf(effect);
  return isNamed(effect) ? namedCodesByName.get(name) : viewOf(control).effectCodes.get(name);
}

function actForm(context: Context, effect: Effect): string {
  const stored = storedCode(context, effect);
  return stored ?? `~${isNamed(effect) ? namedForm(context, effect) : effect.kind}`;
}

/** A projection that is to be put: what it would show, and whether that is newer than what is there. */
function showForm(context: Context, { known }: Process, effect: Effect): string {
  const stored = storedCode(context, effect) ?? '~';
  if (known === null) return stored;
  const view = viewOf(known);
  switch (effect.kind) {
    case 'PUT_SUMMARY':
      return `${stored}${view.summary}${rank(context.summaryVersions, known.version)}`;
    case 'PUT_TASK':
      return `${stored}${view.task?.state}${rank(context.taskVersions, view.task?.v ?? 0)}`;
    case 'PUT_ENTRY':
      return known.deleted === undefined ? `${stored}${entryForm(context, view.entries, effect.seq)}` : stored;
    default:
      return stored === '~' ? '' : stored;
  }
}

function entryForm(
  { control, world, entryVersions }: Context,
  known: readonly { seq: number; v: number; isResolved: boolean }[],
  seq: number,
): string {
  const entry = known.find((each) => each.seq === seq);
  if (entry === undefined) return '-';
  const index = control === null ? -1 : viewOf(control).entries.findIndex((each) => each.seq === seq);
  // Of an entry that was removed before, a late put counts only when the session is deleted then.
  if (index === -1 || control?.deleted !== undefined) return world.budget.deletes > 0 || world.isGone ? 'x' : '';
  return `${index}${entry.isResolved ? 'r' : 'u'}${rank(entryVersions.get(seq), entry.v)}`;
}
