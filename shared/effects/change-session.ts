import type { Command, Decision } from '../domain/session/command.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import { decide } from '../domain/session/decide.ts';
import type { Effect } from '../domain/session/effect.ts';
import type { ControlStore, SessionKey } from '../storage/control-store.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { sessionMetrics } from '../telemetry/session-metrics.ts';
import { changeItem, type TryDeps } from './change-item.ts';

export type ChangeDeps = TryDeps & {
  control: ControlStore;
  /** Absent: nothing is measured. */
  metrics?: Metrics | undefined;
};

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
  let before: ControlItem | undefined;
  const decision = await changeItem(
    {
      id: `Session ${key.sessionId}`,
      read: () => deps.control.read(key),
      save: (from, to) => timedSave(from, to, deps),
      decide: (control) => {
        before = control;
        return decide(control, command, { now: deps.clock.now(), done: more.done ?? [] });
      },
      known: more.known,
    },
    deps,
  );
  if (before !== undefined && decision !== undefined && deps.metrics !== undefined) {
    for (const point of sessionMetrics({ before, command, decision, now: deps.clock.now() })) deps.metrics.add(point);
  }
  return decision;
}

async function timedSave(from: ControlItem, to: ControlItem, { control, clock, metrics }: ChangeDeps) {
  const began = clock.now();
  const saved = await control.save(from, to);
  metrics?.add({ name: 'ControlWriteTime', value: Math.max(0, clock.now() - began), dimensions: {} });
  return saved;
}
