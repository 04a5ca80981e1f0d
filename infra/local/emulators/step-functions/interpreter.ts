import { loadedOnce } from '../../../../shared/runtime/loaded-once.ts';

/**
 * The library that evaluates states, loaded when the first execution takes its first step: with its validator and clients of
 * its own it is a sixth of the laptop's start and a fifth of its idle memory.
 */
export const interpreter = loadedOnce(() => import('aws-local-stepfunctions'));
