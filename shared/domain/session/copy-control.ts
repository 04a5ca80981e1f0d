import type { ControlItem } from './control-item.ts';

/**
 * A copy for a change to work on. Lists and entries are changed in place, so they are copied; everything deeper is only ever
 * replaced as a whole, so it is shared. A deep copy took several times as long as all the rest of a decision.
 */
export function copyControl(control: ControlItem): ControlItem {
  return {
    ...control,
    entries: control.entries.map((entry) => ({ ...entry })),
    effects: [...control.effects],
    proposed: [...control.proposed],
  };
}
