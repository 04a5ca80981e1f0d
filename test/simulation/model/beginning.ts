import { createControlItem } from '../../../shared/domain/session/create-control-item.ts';
import { aHead } from '../../builders/a-session.ts';
import type { Model } from './model.ts';
import { toOutbox } from './outbox.ts';
import { addProcess, type World } from './world.ts';

/** A session was just created; its first effects are about to be performed by whoever created it. */
export function beginning({ rules, bounds }: Model): World {
  const { control, added } = createControlItem(aHead());
  if (!rules.storedEffects) control.effects = [];
  const { program: _program, pauses, ...budget } = bounds;
  const world: World = {
    control,
    summary: null,
    task: null,
    entries: [],
    child: null,
    childWasThere: false,
    executions: [],
    processes: [],
    budget: { ...budget, pauses, resumes: pauses },
    calls: { H: 'N', A: 'N', M: 'N', K: 'N' },
    toolRuns: 0,
    answerAcknowledged: false,
    cancelAcknowledged: false,
    isHidden: false,
    isUnpurged: false,
    isGone: false,
    nextId: 1,
    broken: null,
  };
  addProcess(world, { kind: 'EFFECTS', at: 'perform', known: control, ...toOutbox(added, rules), leavesRemoval: true });
  return world;
}
