import { addStep, type Expansion, type Model } from './model.ts';
import { addProcess, type Execution, isOpen, openExecution, type Process, removeProcess, type World } from './world.ts';

/** A state is tried again once. */
export const TRIES = 1;
/** As park-session: order = loop, then the state's retry count (P6). */
const RETRIES_PER_LOOP = 1_000;

/** A run that exists, or existed, by that name counts as started (P9). */
export function startRun({ rules }: Model, world: World, run: number): void {
  if (rules.startByName && world.executions.some((execution) => execution.run === run)) return;
  world.executions.push({
    run,
    node: 'ADVANCE',
    token: null,
    wake: 0,
    timedOut: false,
    loop: 0,
    retry: 0,
    triesLeft: TRIES,
  });
}

export function stopRun(world: World, run: number): void {
  const execution = openExecution(world, run);
  if (execution !== undefined) close(world, execution);
}

/** Whoever sends a token that nobody waits with is told so, and counts it as done (P9). */
export function sendToken(world: World, token: string): void {
  const execution = world.executions.find((each) => each.token === token && isOpen(each));
  if (execution === undefined) return;
  execution.node = 'ADVANCE';
  execution.token = null;
  execution.timedOut = false;
  execution.triesLeft = TRIES;
  detach(world, execution.run, 'PARK');
}

export function close(world: World, execution: Execution): void {
  execution.node = 'CLOSED';
  execution.token = null;
  detach(world, execution.run);
}

/** Their answers are awaited no more; they run on. */
function detach(world: World, run: number, kind?: Process['kind']): void {
  for (const process of world.processes) {
    if (process.run === run && (kind === undefined || process.kind === kind)) process.attached = false;
  }
}

/** Advance answers its execution, which goes on as the answer says. */
export function answerOfAdvance(world: World, advance: Process): void {
  removeProcess(world, advance);
  const execution = advance.attached ? openExecution(world, advance.run) : undefined;
  if (execution === undefined || advance.leaving === null) return;
  const { to, wake } = advance.leaving;
  execution.triesLeft = TRIES;
  execution.timedOut = false;
  execution.loop += 1;
  execution.retry = 0;
  if (to === 'END') {
    close(world, execution);
    execution.node = 'ENDED';
    return;
  }
  execution.node = to === 'AGAIN' ? 'ADVANCE' : 'PARK';
  execution.wake = wake;
}

/** A Lambda died: its state is tried again, then the execution fails; a wait that can't begin leads to Advance. */
export function lambdaDied(world: World, { run, kind }: Process): void {
  const execution = openExecution(world, run);
  if (execution === undefined) return;
  execution.token = null;
  if (execution.triesLeft > 0) execution.triesLeft -= 1;
  else if (kind === 'ADVANCE') close(world, execution);
  else {
    execution.node = 'ADVANCE';
    execution.triesLeft = TRIES;
  }
}

export function stepFunctionsSteps(expansion: Expansion, index: number): void {
  const { from } = expansion;
  const execution = from.executions[index];
  if (execution === undefined || !isOpen(execution)) return;
  const { run, node } = execution;
  const calls = (kind: Process['kind']) =>
    from.processes.some((process) => process.attached && process.run === run && process.kind === kind);
  if (node === 'ADVANCE' && !calls('ADVANCE')) callAdvance(expansion, execution);
  if (node === 'PARK' && !calls('PARK')) callPark(expansion, index);
  if (node === 'WAIT') {
    addStep(expansion, 'timeout', `run ${run}: the wait times out`, (world) => {
      const mine = world.executions[index];
      if (mine === undefined) return;
      Object.assign(mine, { node: 'ADVANCE', token: null, timedOut: true, triesLeft: TRIES });
    });
  }
  if (from.budget.kills > 0) {
    addStep(expansion, 'fault', `run ${run}: KILLED`, (world) => {
      const mine = world.executions[index];
      if (mine === undefined) return;
      world.budget.kills -= 1;
      close(world, mine);
    });
  }
}

function callAdvance(expansion: Expansion, { run, timedOut, wake }: Execution): void {
  addStep(expansion, 'system', `run ${run}: calls Advance${timedOut ? ' after the timeout' : ''}`, (world) =>
    addProcess(world, { kind: 'ADVANCE', at: 'enter', run, attached: true, wake: timedOut ? wake : null }),
  );
}

function callPark(expansion: Expansion, index: number): void {
  addStep(expansion, 'system', `run ${expansion.from.executions[index]?.run}: calls Park`, (world) => {
    const mine = world.executions[index];
    if (mine === undefined) return;
    const { run, wake, loop, retry } = mine;
    mine.token = `token-${world.nextId}`;
    mine.retry += 1;
    const order = loop * RETRIES_PER_LOOP + retry;
    addProcess(world, { kind: 'PARK', at: 'store', run, attached: true, wake, token: mine.token, order });
  });
}
