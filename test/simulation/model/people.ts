import type { Command } from '../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { ada } from '../../builders/a-session.ts';
import { addStep, type Expansion } from './model.ts';
import { performAdded } from './outbox.ts';
import { addProcess, type Budget, controlOf, removeProcess, type World } from './world.ts';
import { applyDecision } from './write.ts';

/** What people do, and what they are told was done. */
export function personSteps(expansion: Expansion): void {
  const { model, from } = expansion;
  const control = controlOf(from);
  if (model.rules.judge === 'control') completeByControl(expansion, control);
  else completeByTask(expansion);
  if (control !== null) {
    command(expansion, control, 'cancels', { type: 'cancel', by: ada }, (world) => {
      world.cancelAcknowledged = true;
    });
    command(expansion, control, 'pauses', { type: 'pause', by: ada });
    command(expansion, control, 'resumes', { type: 'resume', by: ada });
    command(expansion, control, 'deletes', { type: 'delete', by: ada }, (world) => {
      world.isUnpurged = true;
    });
  }
  redeliver(expansion);
}

/** One conditional write on the control item, acknowledged; its effects follow. */
function command(
  expansion: Expansion,
  control: ControlItem,
  budget: keyof Budget,
  what: Command,
  acknowledge: (world: World) => void = () => undefined,
): void {
  const { model, from } = expansion;
  if (from.budget[budget] === 0) return;
  const decision = model.decide(control, what, []);
  if (!decision.changed || decision.refused !== undefined) return;
  addStep(expansion, 'person', `a person: ${what.type}`, (world) => {
    world.budget[budget] -= 1;
    applyDecision(model, world, decision);
    performAdded(model, world, decision.control, decision.added);
    acknowledge(world);
  });
}

function completion(control: ControlItem, verdict?: { approved: boolean }): Command {
  const call = control.entries.find((entry) => entry.kind === 'TOOL_CALL' && entry.link?.kind === 'manual_task');
  return { type: 'complete_task', seq: call?.seq ?? 0, by: ada, requestId: 'once', output: { text: '{}' }, verdict };
}

/** A person who sees the task open completes it: the control item judges (P11). */
function completeByControl(expansion: Expansion, control: ControlItem | null): void {
  if (control === null || expansion.from.task?.state !== 'OPEN') return;
  const isApproval = expansion.from.calls.A === 'W';
  for (const verdict of isApproval ? [{ approved: true }, { approved: false }] : [undefined]) {
    command(expansion, control, 'completions', completion(control, verdict), (world) => {
      world.answerAcknowledged = true;
    });
  }
}

/** Mutation of P11: the task item is completed first, and a second write tells the control item. */
function completeByTask(expansion: Expansion): void {
  const { model, from } = expansion;
  const isStored = model.rules.judge === 'task with a stored effect';
  if (from.task?.state === 'OPEN' && from.budget.completions > 0) {
    addStep(expansion, 'person', 'a person: task item OPEN -> COMPLETED', (world) => {
      world.budget.completions -= 1;
      if (world.task !== null) world.task = { ...world.task, state: 'COMPLETED', hasEffect: isStored };
      addProcess(world, { kind: 'COMPLETION', at: 'resolve' });
    });
  }
  if (from.task?.hasEffect && !from.processes.some(({ kind }) => kind === 'COMPLETION')) {
    addStep(expansion, 'system', 'sweeper: performs the effect of the task item', (world) =>
      addProcess(world, { kind: 'COMPLETION', at: 'resolve' }),
    );
  }
}

/** Mutation of P11: the second of the two writes. */
export function completionSteps(expansion: Expansion, index: number): void {
  const { model, from } = expansion;
  const control = controlOf(from);
  const decision = control === null ? undefined : model.decide(control, completion(control), []);
  addStep(expansion, 'system', 'the task item tells the control item', (world) => {
    const mine = world.processes[index];
    if (mine !== undefined) removeProcess(world, mine);
    if (world.task !== null) world.task = { ...world.task, hasEffect: false };
    if (decision?.changed !== true || decision.refused !== undefined) return;
    world.answerAcknowledged = true;
    applyDecision(model, world, decision);
    // The task item is no projection here: it is left as it is.
    performAdded(
      model,
      world,
      decision.control,
      decision.added.filter(({ kind }) => kind !== 'PUT_TASK'),
    );
  });
}

/** The trigger that started the session is delivered again: its key is still taken (P13). */
function redeliver(expansion: Expansion): void {
  const { from } = expansion;
  if (from.budget.redeliveries === 0 || !from.isGone || controlOf(from) !== null) return;
  addStep(expansion, 'person', 'the trigger is delivered again', (world) => {
    world.budget.redeliveries -= 1;
    if (world.control === null) world.broken ??= 'deleted session came back';
  });
}
