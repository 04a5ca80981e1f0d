import type { Command, Decision } from '../domain/session/command.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import { decide } from '../domain/session/decide.ts';
import type { Effect } from '../domain/session/effect.ts';
import type { ControlStore, SessionKey } from '../storage/control-store.ts';
import { changeItem, type TryDeps } from './change-item.ts';

export type ChangeDeps = TryDeps & { control: ControlStore };

/**
 * The one way to change a session (see `changeItem`). `known` saves the first read; `done` are effects that were performed:
 * their removal rides along. `undefined`: there is no such session.
 */
export async function changeSession(
  key: SessionKey,
  command: Command,
  deps: ChangeDeps,
  more: { known?: ControlItem; done?: readonly Effect[] } = {},
): Promise<Decision | undefined> {
  return changeItem(
    {
      id: `Session ${key.sessionId}`,
      read: () => deps.control.read(key),
      save: deps.control.save,
      decide: (control) => decide(control, command, { now: deps.clock.now(), done: more.done ?? [] }),
      known: more.known,
    },
    deps,
  );
}
