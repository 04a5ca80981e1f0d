import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import type { Effect } from '../../../shared/domain/session/effect.ts';
import { isNamed, nameOf, viewOf } from './control-view.ts';
import { controlOf, isOpen, type World } from './world.ts';

/** What stands for the numbers and names that several parts of one world hold. */
export type Context = {
  world: World;
  control: ControlItem | null;
  /** The runs that anything depends on, in their order. */
  runs: readonly number[];
  /** Of these: the present one, and those that are to be started: that their execution was there counts. */
  namedRuns: ReadonlySet<number>;
  namedCodes: ReadonlyMap<Effect, string>;
  namedCodesByName: ReadonlyMap<string, string>;
  summaryVersions: readonly number[];
  taskVersions: readonly number[];
  entryVersions: ReadonlyMap<number, number[]>;
  /** Orders of waits, by run. */
  orders: ReadonlyMap<number, number[]>;
};

/** How many different numbers of the list are smaller. */
export function rank(list: readonly number[] | undefined, number: number): number {
  if (list === undefined || list.length < 2) return 0;
  let smaller = 0;
  for (let index = 0; index < list.length; index += 1) {
    const other = list[index] ?? number;
    if (other < number && list.indexOf(other) === index) smaller += 1;
  }
  return smaller;
}

export function runForm({ runs }: Pick<Context, 'runs'>, run: number): string {
  const index = runs.indexOf(run);
  return index === -1 ? 'o' : String(index);
}

/** A token that nobody waits with is like any other such. */
export function tokenForm(context: Pick<Context, 'runs' | 'world'>, token: string): string {
  const execution = context.world.executions.find((each) => each.token === token && isOpen(each));
  return execution === undefined ? '$-' : `$${runForm(context, execution.run)}`;
}

/** The wake number only grows: what is not the present one never is again. */
export function wakeForm({ control }: Context, wake: number): string {
  return control?.wake === wake ? '=' : 'x';
}

export function contextOf(world: World): Context {
  const control = controlOf(world);
  const numbers = versionsOf(world, control);
  const { runs, namedRuns } = runsOf(world, control);
  const namedCodes = new Map<Effect, string>();
  const namedCodesByName = new Map<string, string>();
  const context = { world, control, runs, namedRuns, namedCodes, namedCodesByName, ...numbers };
  if (control !== null) {
    for (const effect of viewOf(control).namedEffects) {
      const code = `${namedForm(context, effect)}`;
      const twins = [...namedCodes.values()].filter((other) => other.startsWith(code)).length;
      namedCodes.set(effect, `${code}${twins || ''}`);
      namedCodesByName.set(nameOf(effect), `${code}${twins || ''}`);
    }
  }
  return context;
}

export function namedForm(context: Pick<Context, 'runs' | 'world'>, effect: Effect): string {
  if (effect.kind === 'START_RUN') return `B${runForm(context, effect.run)}`;
  if (effect.kind === 'STOP_RUN') return `Z${runForm(context, effect.run)}`;
  return effect.kind === 'SEND_TOKEN' ? `S${tokenForm(context, effect.token)}` : effect.kind;
}

function runsOf(world: World, control: ControlItem | null): { runs: number[]; namedRuns: Set<number> } {
  const namedRuns = new Set<number>();
  if (control !== null) namedRuns.add(control.run);
  const runs = new Set<number>(namedRuns);
  const note = (effect: Effect) => {
    if (effect.kind === 'START_RUN') namedRuns.add(effect.run);
    if (effect.kind === 'START_RUN' || effect.kind === 'STOP_RUN') runs.add(effect.run);
  };
  if (control !== null) viewOf(control).namedEffects.forEach(note);
  for (const { acts } of world.processes) acts.filter(isNamed).forEach(note);
  for (const execution of world.executions) if (isOpen(execution)) runs.add(execution.run);
  return { runs: [...runs].sort((a, b) => a - b), namedRuns };
}

function versionsOf(world: World, control: ControlItem | null) {
  const summaryVersions = world.summary === null ? [] : [world.summary.v];
  const taskVersions = world.task === null ? [] : [world.task.v];
  const entryVersions = new Map<number, number[]>();
  const orders = new Map<number, number[]>();
  for (const { seq, v } of world.entries) entryVersions.set(seq, [v]);
  for (const { shows, known, token, run, order } of world.processes) {
    if (token !== null) addTo(orders, run, order);
    if (known === null) continue;
    for (const effect of shows) {
      if (effect.kind === 'PUT_SUMMARY') summaryVersions.push(known.version);
      if (effect.kind === 'PUT_TASK') taskVersions.push(viewOf(known).task?.v ?? 0);
      if (effect.kind === 'PUT_ENTRY') {
        const entry = viewOf(known).entries.find(({ seq }) => seq === effect.seq);
        if (entry !== undefined) addTo(entryVersions, effect.seq, entry.v);
      }
    }
  }
  if (control !== null) {
    // Whoever reads the item next shows it as it is now.
    summaryVersions.push(control.version);
    for (const { seq, v } of viewOf(control).entries) addTo(entryVersions, seq, v);
    if (control.token !== undefined) addTo(orders, control.token.run, control.token.order);
  }
  return { summaryVersions, taskVersions, entryVersions, orders };
}

function addTo(lists: Map<number, number[]>, key: number, number: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [number]);
  else list.push(number);
}
