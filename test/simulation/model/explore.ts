import { beginning } from './beginning.ts';
import { bottomComponents, type Graph } from './bottom-components.ts';
import { type Bounds, NO_FAULTS } from './bounds.ts';
import { canonicalForm } from './canonical-form.ts';
import { deciding } from './deciding.ts';
import type { Model } from './model.ts';
import { ALL_RULES, areAllOn, type Rules } from './rules.ts';
import { turnsOf } from './scripted-agent.ts';
import { EXECUTIONS_OPEN, STILL_RUNS, unsettled } from './settled.ts';
import { successors } from './successors.ts';
import { takeIdleSteps } from './take-idle-steps.ts';
import type { World } from './world.ts';

/** What breaks, and the fewest steps that lead there. */
export type Counterexample = { why: string; steps: string[] };

export type Exploration = {
  states: number;
  transitions: number;
  found: Counterexample | null;
  /** There are more states than were asked for: nothing is proved. */
  isCutShort: boolean;
};

/** The states that were found, and how. */
type Found = Graph & {
  starts: number[];
  targets: number[];
  states: Map<string, number>;
  /** Of every state: the world until its steps were taken, the state before and the step from there, what is not settled. */
  worlds: (World | undefined)[];
  parents: number[];
  labels: string[];
  verdicts: (string | null)[];
  transitions: number;
};

/**
 * Every interleaving of everything that may happen within the bounds, breadth first, so that a counterexample is a shortest
 * one. Safety is checked at every step; then liveness: with no further fault and no further command, every fair continuation
 * ends settled, once without the wait's 24 h timeout (promptly), once with it (for ever).
 */
export function explore(
  rules: Partial<Rules>,
  bounds: Partial<Bounds>,
  { mostStates }: { mostStates: number },
): Exploration {
  const model = modelOf(rules, bounds);
  const found: Found = {
    starts: [0],
    targets: [],
    states: new Map(),
    worlds: [],
    parents: [],
    labels: [],
    verdicts: [],
    transitions: 0,
  };
  add(found, beginning(model), model, -1, 'the session is created');
  let broken: Counterexample | null = null;
  for (let state = 0; state < found.worlds.length && broken === null; state += 1) {
    if (found.worlds.length > mostStates) return exploration(found, null, true);
    broken = expand(found, model, state);
  }
  return exploration(found, broken ?? unsettledFor(found, false) ?? unsettledFor(found, true), false);
}

function exploration({ worlds, transitions }: Found, found: Counterexample | null, isCutShort: boolean): Exploration {
  return { states: worlds.length, transitions, found, isCutShort };
}

export function modelOf(someRules: Partial<Rules>, someBounds: Partial<Bounds>): Model {
  const rules = { ...ALL_RULES, ...someRules };
  const bounds = { ...NO_FAULTS, ...someBounds };
  return { rules, isWhole: areAllOn(rules), bounds, turns: turnsOf(bounds), decide: deciding(rules) };
}

function add(found: Found, world: World, model: Model, parent: number, label: string): number {
  takeIdleSteps(model, world);
  const form = canonicalForm(world, model.rules);
  const known = found.states.get(form);
  if (known !== undefined) return known;
  const state = found.worlds.push(world) - 1;
  found.states.set(form, state);
  found.parents.push(parent);
  found.labels.push(label);
  found.verdicts.push(unsettled(world));
  return state;
}

function expand(found: Found, model: Model, state: number): Counterexample | null {
  const from = found.worlds[state];
  if (from === undefined) return null;
  found.worlds[state] = undefined;
  for (const { kind, label, world } of successors(model, from)) {
    found.transitions += 1;
    if (world.broken !== null) return { why: world.broken, steps: [...stepsTo(found, state), label] };
    const to = add(found, world, model, state, label);
    if (to !== state && (kind === 'system' || kind === 'timeout'))
      found.targets.push(to * 2 + (kind === 'timeout' ? 1 : 0));
  }
  found.starts.push(found.targets.length);
  return null;
}

function stepsTo({ parents, labels }: Found, state: number): string[] {
  const steps: string[] = [];
  for (let at = state; at > 0; at = parents[at] ?? 0) steps.unshift(labels[at] ?? '');
  return steps;
}

/** The nearest state from which the system, left alone, does not come to rest as it should. */
function unsettledFor(found: Found, withTimeouts: boolean): Counterexample | null {
  let nearest: { state: number; why: string; size: number } | undefined;
  for (const component of bottomComponents(found, withTimeouts)) {
    const why = unsettledIn(found, component);
    const state = Math.min(...component);
    if (why !== null && (nearest === undefined || state < nearest.state))
      nearest = { state, why, size: component.length };
  }
  if (nearest === undefined) return null;
  const when = withTimeouts ? 'for ever' : 'without the 24 h timeout';
  const loop = nearest.size > 1 ? `a loop of ${nearest.size} states: ` : '';
  return { why: `${when}: ${loop}${nearest.why}`, steps: stepsTo(found, nearest.state) };
}

/** A loop may pass states in which something runs, if it passes one in which all is settled. */
function unsettledIn({ verdicts }: Found, component: number[]): string | null {
  const whys = component.map((state) => verdicts[state] ?? null);
  const worst = whys.find((why) => why !== null && why !== STILL_RUNS && !why.startsWith(EXECUTIONS_OPEN));
  if (worst !== undefined) return worst;
  return whys.includes(null) ? null : (whys[0] ?? null);
}
