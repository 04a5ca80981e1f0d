import type { Command, Refusal } from '../../../shared/domain/session/command.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { Claim } from '../../../shared/domain/session/entry.ts';
import { nextStep } from '../../../shared/domain/session/next-step.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { viewOf } from './control-view.ts';
import { NOW } from './deciding.ts';
import { addStep, type Expansion, type Model } from './model.ts';
import { isIdle } from './outbox.ts';
import { outboxSteps } from './performer.ts';
import { answerOf } from './scripted-agent.ts';
import { answerOfAdvance } from './step-functions.ts';
import { broken, controlOf, holderOf, type Leaving, type Process, type World } from './world.ts';
import { type Outcome, write } from './write.ts';

const LAMBDA_LIVES_MS = 900_000;
const FIRST_BOOT = 'first';

/** advance-session: takes the lease and drives; everything it added is performed before it answers. */
export function advanceSteps(expansion: Expansion, index: number): void {
  const advance = expansion.from.processes[index];
  if (advance === undefined) return;
  const label = `Advance ${advance.id} of run ${advance.run}`;
  outboxSteps(expansion, index, label);
  switch (advance.at) {
    case 'enter':
      enter(expansion, index, label);
      break;
    case 'infer':
      infer(expansion, index, label);
      break;
    case 'tool':
      runTool(expansion, index, label);
      break;
    case 'settle':
      settle(expansion, index, label);
      break;
    case 'leave':
      leave(expansion, index, label);
      break;
  }
}

function enter(expansion: Expansion, index: number, label: string): void {
  const { model, from } = expansion;
  const { id, run } = from.processes[index] as Process;
  const claim = { ...claimOf(id), boot: bootOf(model, from) };
  write(expansion, index, `${label} takes the lease`, { type: 'take_lease', run, claim }, (_world, mine, outcome) => {
    if (outcome === 'gone' || outcome.refused !== undefined) depart(mine, { to: 'END', wake: 0 });
    else look(mine, outcome.control);
  });
}

function claimOf(id: number): Claim {
  return { holder: holderOf(id), until: NOW + LAMBDA_LIVES_MS, boot: FIRST_BOOT };
}

/** The model has no clock: that the holder of a claim can't live any more is said as the laptop says it, by another boot id. */
function bootOf({ rules }: Model, world: World): string {
  const control = controlOf(world);
  const holder = control === null ? null : viewOf(control).claimedBy;
  if (control === null || holder === null) return FIRST_BOOT;
  const isAlive = world.processes.some(({ id }) => holderOf(id) === holder);
  const boots = control.entries.flatMap((entry) => ('claim' in entry && entry.claim?.boot ? [entry.claim.boot] : []));
  const before = boots[0] ?? FIRST_BOOT;
  if (isAlive && rules.orphanIsDead) return before;
  return before === FIRST_BOOT ? 'second' : FIRST_BOOT;
}

/** What the invocation does next: production's own choice, on the control item that it wrote or read last. */
function look(advance: Process, control: ControlItem): void {
  const step = nextStep(control, holderOf(advance.id));
  switch (step.do) {
    case 'infer':
      advance.at = 'infer';
      advance.turn = control.turns;
      break;
    case 'run_calls':
      advance.at = 'tool';
      break;
    case 'end':
      depart(advance, { to: 'END', wake: 0 });
      break;
    case 'wait_for_results':
    case 'wait_for_resume':
      depart(advance, { to: 'WAIT', wake: control.wake });
      break;
    default: // another invocation does it
      depart(advance, { to: 'AGAIN', wake: 0 });
  }
}

function depart(advance: Process, leaving: Leaving): void {
  advance.at = 'leave';
  advance.leaving = leaving;
}

/** As advance-loop: `LATE` is no reason to leave, the next look tells. */
function afterStep({ rules }: Model, advance: Process, outcome: Outcome): void {
  const refused: Refusal['why'] | undefined = outcome === 'gone' ? 'SUPERSEDED' : outcome.refused?.why;
  if (outcome !== 'gone' && (refused === undefined || refused === 'LATE')) look(advance, outcome.control);
  else if (refused === 'LEASE_LOST') depart(advance, { to: rules.lostLeaseContinues ? 'AGAIN' : 'END', wake: 0 });
  else depart(advance, { to: 'END', wake: 0 });
}

function infer(expansion: Expansion, index: number, label: string): void {
  const { model, from } = expansion;
  const { id, run, turn } = from.processes[index] as Process;
  const answer = answerOf(model.turns, turn, model.rules);
  const command = { type: 'record_answer' as const, run, claim: claimOf(id), turn: turn + 1, answer };
  const asked = answer.calls.map(({ toolName }) => toolName).join('+') || 'nothing';
  if (!model.rules.claim && from.toolRuns === 0 && asked.includes('H')) {
    runTool(expansion, index, label, 'infer');
    return;
  }
  const record = (hold: boolean, how: string) => {
    const step = `${label} records that the model asks for ${asked}${how}`;
    write(expansion, index, step, { ...command, hold }, (world, mine, outcome) => {
      const isRecorded = outcome !== 'gone' && outcome.refused === undefined;
      if (isRecorded && outcome.control.turns > turn + 1) broken(world, 'an answer was recorded for another turn');
      afterStep(model, mine, outcome);
    });
  };
  record(false, '');
  if (from.budget.rollOvers === 0) return;
  if (answer.calls.length > 0) record(true, ', with no time left for it');
  addStep(expansion, 'person', `${label} has used its time`, (world) => {
    const mine = world.processes[index];
    if (mine !== undefined) depart(mine, { to: 'AGAIN', wake: 0 });
  });
}

function runTool(expansion: Expansion, index: number, label: string, then: Process['at'] = 'settle'): void {
  addStep(expansion, 'system', `${label} runs the TOOL`, (world) => {
    const mine = world.processes[index];
    if (mine === undefined) return;
    mine.at = then;
    if (!expansion.model.rules.claim && then === 'settle') return; // mutation: it was run before the claim
    world.toolRuns += 1;
    if (world.toolRuns > 1) broken(world, 'a tool that is not repeatable ran twice');
    if (world.calls.A === 'R' && !world.answerAcknowledged) broken(world, 'a tool ran that nobody has approved');
    const control = controlOf(world);
    const isClaimed = control !== null && viewOf(control).claimedBy === holderOf(mine.id);
    if (!maySetOut(control, isClaimed)) broken(world, 'tool started after cancel or pause took hold');
  });
}

function maySetOut(control: ControlItem | null, isClaimed: boolean): boolean {
  if (control === null || isTerminal(control.status) || control.status === 'PAUSED') return false;
  return isClaimed || (control.status !== 'CANCELING' && control.status !== 'PAUSING');
}

function settle(expansion: Expansion, index: number, label: string): void {
  const { model, from } = expansion;
  const { id, run, known } = from.processes[index] as Process;
  const claim = claimOf(id);
  const seq = known?.entries.find((entry) => 'claim' in entry && entry.claim?.holder === claim.holder)?.seq ?? 0;
  const result = { seq, holder: claim.holder, state: 'SUCCEEDED' as const, activeMs: 0 };
  const command: Command = { type: 'settle_calls', run, claim, results: [result] };
  write(expansion, index, `${label} records the result`, command, (_world, mine, outcome) =>
    afterStep(model, mine, outcome),
  );
}

/** As advance-session: everything is shown, a wait that timed out becomes hibernation, or the next run takes over. */
function leave(expansion: Expansion, index: number, label: string): void {
  const { model, from } = expansion;
  const advance = from.processes[index] as Process;
  const { leaving, run } = advance;
  if (leaving === null || !isIdle(advance)) return;
  if (advance.done.length > 0) {
    write(expansion, index, `${label} removes effects`, { type: 'effects_done' }, () => undefined);
    return;
  }
  const holder = holderOf(advance.id);
  const isOver = leaving.to === 'WAIT' && advance.wake === leaving.wake;
  if (isOver && model.rules.hibernate) {
    hibernate(expansion, index, label, { type: 'hibernate', run, holder, wake: leaving.wake });
    return;
  }
  if (from.budget.rollOvers > 0 && leaving.to !== 'END') {
    write(expansion, index, `${label} rolls over`, { type: 'roll_over', run, holder }, (world, mine, outcome) => {
      world.budget.rollOvers -= 1;
      if (outcome !== 'gone' && outcome.refused === undefined) depart(mine, { to: 'END', wake: 0 });
    });
  }
  const to = leaving.to === 'WAIT' ? `waits with ${leaving.wake}` : leaving.to === 'AGAIN' ? 'comes back' : 'ends';
  addStep(expansion, 'system', `${label} answers: ${to}`, (world) => {
    const mine = world.processes[index];
    if (mine !== undefined) answerOfAdvance(world, mine);
  });
}

function hibernate(expansion: Expansion, index: number, label: string, command: Command): void {
  if (expansion.model.rules.hibernateConditional) {
    write(expansion, index, `${label} hibernates`, command, (_world, mine, outcome) => {
      const isRefused = outcome === 'gone' || outcome.refused !== undefined;
      depart(mine, { to: isRefused ? 'AGAIN' : 'END', wake: 0 });
    });
    return;
  }
  addStep(expansion, 'system', `${label} hibernates blindly`, (world) => {
    const mine = world.processes[index];
    if (mine === undefined) return;
    const control = controlOf(world);
    if (control !== null) {
      const { token: _token, lease: _lease, ...rest } = control;
      world.control = { ...rest, live: false, dueAt: undefined };
    }
    depart(mine, { to: 'END', wake: 0 });
  });
}
