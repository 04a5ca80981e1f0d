import * as z from 'zod';
import type { ControlItem, ProposedCall } from './control-item.ts';
import type { Failure } from './error-category.ts';
import type { StoredText } from './stored-text.ts';

/** So many turns in a row with the same calls: the model is warned, and later the session ends. */
export const WARNED_AFTER = 3;
export const FAILED_AFTER = 6;
/** Of the arguments so many characters are told. */
const ARGUMENTS_TOLD = 200;

/** The calls of the latest turn as one hash, and in how many turns in a row the model has asked for just these. */
export const repeatsSchema = z.object({ calls: z.string(), turns: z.number().int().positive() });

/**
 * Counts the turn whose calls are proposed into the row of equal turns. Turns are equal when they ask for the same set of
 * calls, each by its tool and arguments: in which order, and how often beside each other, makes no difference, for no result was
 * there yet that the model could have learned from.
 */
export function countRepeats(control: ControlItem): number {
  const calls = hashOf(control.proposed);
  if (calls === undefined) {
    control.repeats = undefined;
    return 0;
  }
  const turns = control.repeats?.calls === calls ? control.repeats.turns + 1 : 1;
  control.repeats = { calls, turns };
  return turns;
}

/** What the model is told with the result of a call that it has asked for so often. */
export function repeatWarning(turns: number): string | undefined {
  if (turns < WARNED_AFTER) return undefined;
  return `This is turn ${turns} in a row with the same call and the same arguments. Use the results that you have, or do something else: in turn ${FAILED_AFTER} the session fails.`;
}

/** The end of a session whose model does the same again and again. */
export function noProgress({ proposed }: ControlItem, turns: number): Failure | undefined {
  const [first] = proposed;
  if (turns < FAILED_AFTER || first === undefined) return undefined;
  const others = proposed.length > 1 ? ` and ${proposed.length - 1} more` : '';
  const call = `${first.toolName} with ${textOf(first.input)}${others}`;
  return {
    category: 'NO_PROGRESS',
    message: `In ${turns} turns in a row the model asked for the same: ${call}. The last was not called any more. Look at what these calls answered, and say in the agent's instructions what to do then.`,
  };
}

/** Fingerprints are 64 bits in hex; their sum tells a set whatever its order. */
function hashOf(calls: readonly ProposedCall[]): string | undefined {
  const all = new Set(calls.map(({ fingerprint }) => fingerprint));
  let sum = 0n;
  for (const each of all) {
    if (each === undefined) return undefined;
    sum = BigInt.asUintN(64, sum + BigInt(`0x${each}`));
  }
  return sum.toString(16);
}

function textOf(input: StoredText): string {
  const text = 'text' in input ? input.text : (input.preview ?? 'long arguments');
  return text.length > ARGUMENTS_TOLD ? `${text.slice(0, ARGUMENTS_TOLD)}…` : text;
}
