import type { SeededRandom } from './seeded-random.ts';

const SERVICE_ERRORS = ['Lambda.ServiceException', 'Lambda.SdkClientException'];

/** How often a state was tried again, by the retriers of the state machine's file. */
export type Failures = { service: number; other: number };

export function noFailures(): Failures {
  return { service: 0, other: 0 };
}

type Rule = { most: number; firstMs: number; longestMs: number };
const SERVICE: Rule = { most: 8, firstMs: 1_000, longestMs: 30_000 };
const OTHER: Rule = { most: 3, firstMs: 2_000, longestMs: 60_000 };
const PARK: Rule = { most: 5, firstMs: 1_000, longestMs: 30_000 };

/** After how long the state is tried again; undefined: never. Counts the failure. Numbers of agent-session.asl.json. */
export function retryDelay(
  random: SeededRandom,
  state: 'advance' | 'park',
  error: string,
  failures: Failures,
): number | undefined {
  const kind = state === 'advance' && SERVICE_ERRORS.includes(error) ? 'service' : 'other';
  const rule = state === 'park' ? PARK : { service: SERVICE, other: OTHER }[kind];
  const before = failures[kind];
  failures[kind] += 1;
  if (before >= rule.most) return undefined;
  return random.below(Math.min(rule.longestMs, rule.firstMs * 2 ** before) + 1);
}
