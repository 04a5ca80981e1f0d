import * as z from 'zod';
import { branchSchema, type Definition, definitionSchema, type State } from './check-definition.ts';
import { renameExecution } from './context-object.ts';

/** Longest timeout the library's own timer takes (24.8 days); ours ends a task first. */
const LIBRARY_TIMEOUT_SECONDS = 2_147_483;

/** Rewrites a definition so that the library only evaluates it: retries, timeouts and waits are done by this emulator. */
export function prepareForLibrary(definition: Definition): Definition {
  const text = JSON.stringify(definition, (key, value) => (isPath(key, value) ? renameExecution(value) : value));
  return prepareStates(definitionSchema.parse(JSON.parse(text)));
}

const isPath = (key: string, value: unknown): value is string =>
  typeof value === 'string' && (key.endsWith('.$') || key.endsWith('Path') || key === 'Variable');

function prepareStates<Machine extends { States: Record<string, State> }>(machine: Machine): Machine {
  const states = Object.entries(machine.States).map(([name, state]) => [name, prepareState(state)]);
  return { ...machine, States: Object.fromEntries(states) };
}

function prepareState(source: State): State {
  const state: State = { ...source, ...withoutRootResultPath(source) };
  if (state.Catch !== undefined) state.Catch = catchersSchema.parse(state.Catch).map(withoutRootResultPath);
  if (state.Type === 'Task') return prepareTask(state);
  if (state.Type === 'Wait') return prepareWait(state);
  if (state.Type === 'Fail') return prepareFail(state);
  if (state.Type === 'Choice') return { ...state, Choices: rulesSchema.parse(state.Choices).map(prepareRule) };
  return prepareBranches(state);
}

const catchersSchema = z.array(z.record(z.string(), z.unknown()));

/** The library takes ResultPath "$" for a key named "$"; undefined means the same as "$" on AWS. */
function withoutRootResultPath(part: Record<string, unknown>): Record<string, unknown> {
  return part.ResultPath === '$' ? { ...part, ResultPath: undefined } : part;
}

function prepareTask({ Retry: _, ...task }: State): State {
  return { ...task, Type: 'Task', TimeoutSeconds: LIBRARY_TIMEOUT_SECONDS };
}

/** A Wait becomes a Task, so that its time runs on the injected clock and is kept over a restart. */
function prepareWait({ Seconds, SecondsPath, Timestamp, TimestampPath, ...wait }: State): State {
  const until = {
    ...(Seconds !== undefined && { seconds: Seconds }),
    ...(SecondsPath !== undefined && { 'seconds.$': SecondsPath }),
    ...(Timestamp !== undefined && { timestamp: Timestamp }),
    ...(TimestampPath !== undefined && { 'timestamp.$': TimestampPath }),
  };
  return prepareTask({ ...wait, Type: 'Task', Resource: 'wait', Parameters: { 'input.$': '$', ...until } });
}

/** Without an Error or Cause the library puts in texts of its own. */
function prepareFail(fail: State): State {
  const error = fail.ErrorPath === undefined ? { Error: '' } : {};
  const cause = fail.CausePath === undefined ? { Cause: '' } : {};
  return { ...error, ...cause, ...fail };
}

const ruleSchema = z.record(z.string(), z.unknown());
const rulesSchema = z.array(ruleSchema);
const TYPE_TESTS = ['IsPresent', 'IsNull', 'IsString', 'IsNumeric', 'IsBoolean', 'IsTimestamp'];

/** The library takes `"IsPresent": false` for a rule that never matches, and the other type tests likewise. */
function prepareRule({ Next, ...rule }: Record<string, unknown>): Record<string, unknown> {
  const next = Next === undefined ? {} : { Next };
  if (rule.Not !== undefined) return { Not: prepareRule(ruleSchema.parse(rule.Not)), ...next };
  for (const many of ['And', 'Or']) {
    if (rule[many] !== undefined) return { [many]: rulesSchema.parse(rule[many]).map(prepareRule), ...next };
  }
  const test = TYPE_TESTS.find((name) => rule[name] === false);
  return test === undefined ? { ...rule, ...next } : { Not: { ...rule, [test]: true }, ...next };
}

function prepareBranches(state: State): State {
  const one = (branch: unknown) => prepareStates(branchSchema.parse(branch));
  const prepared: State = { ...state };
  if (state.Branches !== undefined) prepared.Branches = z.array(branchSchema).parse(state.Branches).map(one);
  if (state.ItemProcessor !== undefined) prepared.ItemProcessor = one(state.ItemProcessor);
  if (state.Iterator !== undefined) prepared.Iterator = one(state.Iterator);
  return prepared;
}
