import { applyMode, Mode } from '@cloudscape-design/global-styles';

export const APPEARANCES = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof APPEARANCES)[number];

const KEY = 'agent-sessions.appearance';

/** What was chosen in this browser. */
export function chosenAppearance(): Appearance {
  const kept = window.localStorage.getItem(KEY);
  return APPEARANCES.find((appearance) => appearance === kept) ?? 'system';
}

/** Keeps the choice in this browser. */
export function keepAppearance(appearance: Appearance): void {
  window.localStorage.setItem(KEY, appearance);
}

/** Whether the choice means dark, on this computer at this moment. */
export function isDark(appearance: Appearance): boolean {
  return appearance === 'dark' || (appearance === 'system' && darkSystem().matches);
}

/** The computer's own setting. */
export function darkSystem(): MediaQueryList {
  return window.matchMedia('(prefers-color-scheme: dark)');
}

/** Colours the page. */
export function applyAppearance(appearance: Appearance): void {
  applyMode(isDark(appearance) ? Mode.Dark : Mode.Light);
}
