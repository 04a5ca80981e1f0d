import type { ControlItem } from './control-item.ts';

/** Adds milliseconds of model or tool work. A clock that was set back meanwhile adds none: less than 0 could not be read again. */
export function addActiveTime(control: ControlItem, ms: number): void {
  control.activeMs += Math.max(0, ms);
}
