import type { Command } from '../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { anAnswer, decided, running } from '../../builders/a-session.ts';
import { addStep, type Expansion } from './model.ts';
import { performAdded } from './outbox.ts';
import { addProcess, controlOf, removeProcess } from './world.ts';
import { applyDecision } from './write.ts';

/** The called session is a small one of the model; that its terminal write stores RESOLVE_CALLER is asked of production. */
const TELLS_ITS_CALLER = decided(
  running({ caller: { kind: 'session', id: 'ses_1', seq: 4 } }),
  anAnswer([]),
).control.effects.some(({ kind }) => kind === 'RESOLVE_CALLER');

export function childSteps(expansion: Expansion): void {
  const { model, from } = expansion;
  const { child } = from;
  if (child === null) return;
  const isTold = from.processes.some(({ kind }) => kind === 'CHILD_END');
  const tell = (label: string) =>
    addStep(expansion, 'system', label, (world) => addProcess(world, { kind: 'CHILD_END', at: 'resolve' }));
  if (child.state === 'RUNNING') {
    addStep(expansion, 'system', 'the called session ends', (world) => {
      world.child = { state: 'ENDED', tells: model.rules.callerEffect && TELLS_ITS_CALLER };
      addProcess(world, { kind: 'CHILD_END', at: 'resolve' });
    });
  }
  if (model.rules.sweeper && child.tells && !isTold) tell('sweeper: performs RESOLVE_CALLER of the called session');
  const isWaitedFor = from.calls.K === 'W' && controlOf(from) !== null;
  if (model.rules.askOutcome && isWaitedFor && child.state === 'ENDED' && !isTold)
    tell('sweeper: asks for the outcome');
  if (from.budget.childDeletes > 0 && child.state === 'ENDED' && !child.tells) {
    addStep(expansion, 'person', 'a person: deletes the called session', (world) => {
      world.budget.childDeletes -= 1;
      world.child = model.rules.tombstone ? { state: 'TOMBSTONE', tells: false } : null;
    });
  }
}

/** RESOLVE_CALLER: one conditional write on the caller (P12), and then the removal of the effect. */
export function childEndSteps(expansion: Expansion, index: number): void {
  const { model, from } = expansion;
  const control = controlOf(from);
  if (from.processes[index]?.at !== 'resolve') {
    addStep(expansion, 'system', 'the called session removes RESOLVE_CALLER', (world) => {
      if (world.child !== null) world.child = { ...world.child, tells: false };
      const mine = world.processes[index];
      if (mine !== undefined) removeProcess(world, mine);
    });
    return;
  }
  const decision = control === null ? undefined : model.decide(control, outcome(control), []);
  addStep(expansion, 'system', 'the called session performs RESOLVE_CALLER', (world) => {
    const mine = world.processes[index];
    if (mine !== undefined) mine.at = 'remove';
    if (decision === undefined || decision.refused !== undefined) return;
    applyDecision(model, world, decision);
    performAdded(model, world, decision.control, decision.added);
  });
}

function outcome(control: ControlItem): Command {
  const call = control.entries.find((entry) => entry.kind === 'TOOL_CALL' && entry.link?.kind === 'session');
  const id = call !== undefined && 'link' in call ? (call.link?.id ?? '') : '';
  return { type: 'resolve_called', seq: call?.seq ?? 0, id, state: 'SUCCEEDED', output: { text: '{}' } };
}
