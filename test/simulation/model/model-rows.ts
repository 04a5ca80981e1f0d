import type { Bounds } from './bounds.ts';
import { type Exploration, explore } from './explore.ts';
import { MUTATIONS } from './mutations.ts';
import type { Rules } from './rules.ts';
import { SCENARIOS } from './scenarios.ts';

/** One line of the table: what is explored, and whether something must be found. */
export type ModelRow = {
  kind: 'scenario' | 'mutation';
  name: string;
  rules: Partial<Rules>;
  bounds: Partial<Bounds>;
  isDeep: boolean;
  mustBreak: boolean;
};

export const MODEL_ROWS: readonly ModelRow[] = [
  ...SCENARIOS.map(({ name, bounds, isDeep = false }) => ({
    kind: 'scenario' as const,
    name,
    rules: {},
    bounds,
    isDeep,
    mustBreak: false,
  })),
  ...MUTATIONS.map(({ name, rules, bounds, isHarmless }) => ({
    kind: 'mutation' as const,
    name,
    rules,
    bounds,
    isDeep: false,
    mustBreak: isHarmless === undefined,
  })),
];

/** More than the largest deep scenario has: reaching it is a failure, since nothing is proved then. */
const MOST_STATES = 8_000_000;

export function exploreRow({ rules, bounds }: ModelRow): Exploration {
  return explore(rules, bounds, { mostStates: MOST_STATES });
}

/** What a row's exploration says against the protocol or against the model, with the shortest way there; `undefined`: nothing. */
export function complaintOf({ mustBreak, name }: ModelRow, { found, isCutShort }: Exploration): string | undefined {
  if (isCutShort) return `${name}: there are more states than ${MOST_STATES}.`;
  if (mustBreak) return found === null ? `${name}: nothing shows that the rule is needed.` : undefined;
  return found === null ? undefined : `${name}: ${found.why}, after\n  ${found.steps.join('\n  ')}`;
}
