import { loadedOnce } from '../../../shared/runtime/loaded-once.ts';

/** The library that signs and verifies tokens, loaded with the first token. */
export const jose = loadedOnce(() => import('jose'));
