type Library = typeof import('aws-local-stepfunctions');

let loaded: Promise<Library> | undefined;

/**
 * The library that evaluates states, loaded when the first execution takes its first step: with its validator and clients of
 * its own it is a sixth of the laptop's start and a fifth of its idle memory.
 */
export function interpreter(): Promise<Library> {
  loaded ??= import('aws-local-stepfunctions');
  return loaded;
}
