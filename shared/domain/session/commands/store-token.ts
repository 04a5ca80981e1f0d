import type { LifecycleCommand } from '../command.ts';
import type { ControlItem } from '../control-item.ts';
import { isTerminal } from '../session-status.ts';

type StoreToken = Extract<LifecycleCommand, { type: 'store_token' }>;

/** The wait may begin: nothing came since Advance looked, and no newer wait has stored its token (P6). */
export function mayStoreToken(control: ControlItem, { run, wake, order }: StoreToken): boolean {
  if (isTerminal(control.status) || !control.live || control.run !== run || control.wake !== wake) return false;
  const { token } = control;
  return token === undefined || token.run !== run || token.order < order;
}
