import * as z from 'zod';
import { asksForAttempt } from './context-object.ts';

/** A state as far as the checks look at it; everything else stays as written. */
const stateSchema = z.looseObject({ Type: z.string() });
export type State = z.infer<typeof stateSchema>;
const statesSchema = z.record(z.string(), stateSchema);
export const branchSchema = z.looseObject({ StartAt: z.string(), States: statesSchema });
export const definitionSchema = branchSchema.extend({ TimeoutSeconds: z.number().positive().optional() });
export type Definition = z.infer<typeof definitionSchema>;

const MACHINE_FIELDS = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
const STATE_FIELDS = ['Type', 'Comment', 'QueryLanguage', 'InputPath', 'OutputPath', 'Next', 'End'];
const FIELDS_BY_TYPE: Record<string, string[]> = {
  Task: ['Resource', 'Parameters', 'ResultSelector', 'ResultPath', 'TimeoutSeconds', 'Retry', 'Catch'],
  Wait: ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Pass: ['Parameters', 'Result', 'ResultPath'],
  Choice: ['Choices', 'Default'],
  Succeed: [],
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
  Parallel: ['Branches', 'Parameters', 'ResultSelector', 'ResultPath', 'Retry', 'Catch'],
  Map: [
    ...['ItemProcessor', 'Iterator', 'ItemSelector', 'Parameters', 'ItemsPath', 'MaxConcurrency', 'MaxConcurrencyPath'],
    ...['ResultSelector', 'ResultPath', 'Retry', 'Catch'],
  ],
};

export const CALL = 'arn:aws:states:::lambda:invoke';
export const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const LAMBDA_ARN = /^arn:aws:lambda:[^:]*:\d*:function:/;

/**
 * Refuses what the laptop would do differently from AWS: above all JSONata, which the library answers by returning the input
 * unchanged, and a Task without TimeoutSeconds, which it ends after 60 s. Anything not known here is refused too.
 */
export function checkDefinition(stateMachineArn: string, definition: Definition): void {
  const refuse: Refuse = (what) => {
    throw new Error(`State machine ${stateMachineArn} can't run on the laptop: ${what}`);
  };
  refuseFields(Object.keys(definition), MACHINE_FIELDS, (what) => refuse(`it ${what}`));
  refuseJsonata(definition.QueryLanguage, (what) => refuse(`it ${what}`));
  const names = new Set<string>();
  for (const { name, state } of allStates(definition)) {
    const refuseState: Refuse = (what) => refuse(`state "${name}" ${what}`);
    if (names.has(name)) refuseState('is there twice; names are unique in the whole state machine.');
    names.add(name);
    checkState(state, refuseState);
  }
}

type Refuse = (what: string) => void;
export type NamedState = { name: string; state: State; nested: boolean };

/** Every state, those inside Parallel and Map too (`nested`). */
export function* allStates(machine: { States: Record<string, State> }, nested = false): Generator<NamedState> {
  for (const [name, state] of Object.entries(machine.States)) {
    yield { name, state, nested };
    for (const branch of branchesOf(state)) yield* allStates(branch, true);
  }
}

function branchesOf(state: State) {
  if (state.Type === 'Parallel') return z.array(branchSchema).parse(state.Branches);
  if (state.Type === 'Map') return [branchSchema.parse(state.ItemProcessor ?? state.Iterator)];
  return [];
}

function checkState(state: State, refuse: Refuse): void {
  refuseJsonata(state.QueryLanguage, refuse);
  const known = FIELDS_BY_TYPE[state.Type];
  if (known === undefined) refuse(`has the type ${state.Type}, which is not supported.`);
  refuseFields(Object.keys(state), [...STATE_FIELDS, ...(known ?? [])], refuse);
  if (state.Type === 'Task') checkTask(state, refuse);
  else if (asksForAttempt(textWithoutBranches(state))) {
    refuse('uses $$.State or $$.Task, which is supported only in the Parameters of a Task.');
  }
  if (state.Type === 'Map') checkMap(state, refuse);
  if (state.Type === 'Fail') checkFail(state, refuse);
}

function checkTask(state: State, refuse: Refuse): void {
  const { Resource: resource, Parameters: parameters, ...others } = state;
  if (typeof state.TimeoutSeconds !== 'number') {
    refuse('has no TimeoutSeconds: on AWS it could wait for a year. Give it one (seconds).');
  }
  if (asksForAttempt(JSON.stringify(others))) {
    refuse('uses $$.State or $$.Task outside its Parameters, which is not supported.');
  }
  if (resource === CALL || resource === CALLBACK) checkCallParameters(parameters, refuse);
  else if (typeof resource !== 'string' || !LAMBDA_ARN.test(resource)) {
    refuse(`calls ${String(resource)}; supported are ${CALL}, ${CALLBACK} and the ARN of a Lambda function.`);
  }
}

function checkCallParameters(parameters: unknown, refuse: Refuse): void {
  const fields = Object.keys(z.record(z.string(), z.unknown()).catch({}).parse(parameters));
  refuseFields(fields, ['FunctionName', 'FunctionName.$', 'Payload', 'Payload.$'], (what) =>
    refuse(`${what} (in its Parameters)`),
  );
}

function checkMap(state: State, refuse: Refuse): void {
  const processor = z.looseObject({ ProcessorConfig: z.looseObject({ Mode: z.string() }).optional() });
  const mode = processor.catch({}).parse(state.ItemProcessor).ProcessorConfig?.Mode ?? 'INLINE';
  if (mode !== 'INLINE') refuse(`is a Map of mode ${mode}; only INLINE is supported.`);
}

/** The library takes an intrinsic function here for a path. */
function checkFail({ ErrorPath: error, CausePath: cause }: State, refuse: Refuse): void {
  if (![error, cause].some((path) => typeof path === 'string' && !path.startsWith('$'))) return;
  refuse(
    'has a function in its ErrorPath or CausePath, which is not supported: make the text in a Pass state before it.',
  );
}

function refuseJsonata(queryLanguage: unknown, refuse: Refuse): void {
  if (queryLanguage !== undefined && queryLanguage !== 'JSONPath') {
    refuse(`has the query language ${String(queryLanguage)}; only JSONPath is supported.`);
  }
}

function refuseFields(fields: string[], known: string[], refuse: Refuse): void {
  const unknown = fields.filter((field) => !known.includes(field));
  if (unknown.length > 0) refuse(`has ${unknown.join(', ')}, which is not supported.`);
}

function textWithoutBranches({ Branches: _b, ItemProcessor: _p, Iterator: _i, ...own }: State): string {
  return JSON.stringify(own);
}
