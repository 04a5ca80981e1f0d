import { interpreter } from './interpreter.ts';

/**
 * A States.Timeout that the library takes for its own. A catcher of States.TaskFailed must not match a timeout, and the library
 * tells them apart by a class that it does not export; so one task is let run into a timeout of 1 ms, once a process.
 */
export async function timeoutError(): Promise<Error> {
  learned ??= learn();
  return Object.assign(Object.create(await learned), { name: 'States.Timeout', message: '' });
}

let learned: Promise<object> | undefined;

async function learn(): Promise<object> {
  const { StateMachine, ExecutionError } = await interpreter();
  const machine = new StateMachine(
    {
      StartAt: 'Time out',
      States: { 'Time out': { Type: 'Task', Resource: 'none', TimeoutSeconds: 0.001, End: true } },
    },
    { validationOptions: { noValidate: true } },
  );
  const never = new Promise<never>(() => undefined);
  const sample = await machine
    .run({}, { overrides: { taskResourceLocalHandlers: { 'Time out': () => never } } })
    .result.catch((error: unknown) => (error instanceof ExecutionError ? error.cause : error));
  if (!(sample instanceof Error) || sample.name !== 'States.Timeout') {
    throw new Error('aws-local-stepfunctions has changed: a timeout is no longer a States.Timeout. Pin version 3.0.0.');
  }
  return Object.getPrototypeOf(sample);
}
