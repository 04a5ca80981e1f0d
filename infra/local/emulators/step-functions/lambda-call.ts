import type { Outcome } from './outcome.ts';

/** The Lambda functions a state machine may call, by the name put into its definition. */
export type LambdaFunctions = Record<string, (payload: unknown) => Promise<unknown>>;

export type LambdaCall = { functions: LambdaFunctions; functionName: string; payload: string };

/** Calls a function as Lambda would: payload and result pass through JSON, a thrown error becomes Error and Cause. */
export async function callLambda({ functions, functionName, payload }: LambdaCall): Promise<Outcome> {
  const run = findFunction(functions, functionName);
  if (run === undefined) return functionNotFound(functionName);
  try {
    return { output: JSON.stringify(await run(JSON.parse(payload))) ?? 'null' };
  } catch (thrown) {
    return describeThrown(thrown);
  }
}

/** Functions are found by name, by ARN, or by ARN with a version or alias. */
export function findFunction(functions: LambdaFunctions, functionName: string) {
  const shortName = functionName.split(':function:').at(-1)?.split(':')[0] ?? functionName;
  for (const name of [functionName, shortName]) {
    if (Object.hasOwn(functions, name)) return functions[name];
  }
  return undefined;
}

const functionNotFound = (functionName: string): Outcome => ({
  error: 'Lambda.ResourceNotFoundException',
  cause: `Function not found: ${functionName}. Give it to the laptop's services under this name.`,
});

function describeThrown(thrown: unknown): Outcome {
  if (!(thrown instanceof Error)) {
    return { error: typeof thrown, cause: JSON.stringify({ errorType: typeof thrown, errorMessage: String(thrown) }) };
  }
  const trace = thrown.stack?.split('\n') ?? [];
  const cause = { errorType: thrown.name, errorMessage: thrown.message, trace };
  return { error: thrown.name, cause: JSON.stringify(cause) };
}
