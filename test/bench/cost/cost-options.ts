import { parseArgs } from 'node:util';
import type { SessionShape } from './session-counts.ts';

export type CostOptions = SessionShape & {
  /** How many sessions the bill is for. */
  sessions: number;
};

type Option = { usual: number; least: number; most: number; whole: boolean };

const OPTIONS = {
  turns: { usual: 5, least: 1, most: 100, whole: true },
  parallel: { usual: 1, least: 1, most: 16, whole: true },
  waits: { usual: 0, least: 0, most: 20, whole: true },
  'model-seconds': { usual: 0, least: 0, most: 100_000, whole: false },
  sessions: { usual: 1_000, least: 1, most: 1e12, whole: true },
} as const satisfies Record<string, Option>;
/** An agent's definition, in which the scripted model's answers stand, may have 200 KB. */
const MOST_CALLS = 800;

type OptionName = keyof typeof OPTIONS;

/** @throws Error that says what to write in place of an option that is none. */
export function costOptions(args: readonly string[]): CostOptions {
  const values = given(args);
  const number = (name: OptionName) => numberOf(name, values[name]);
  const [turns, parallel] = [number('turns'), number('parallel')];
  if (turns * parallel > MOST_CALLS)
    throw new Error(
      `${turns} turns of ${parallel} calls are more than ${MOST_CALLS} calls: lower --turns or --parallel.`,
    );
  return {
    ...{ turns, parallel },
    waits: number('waits'),
    modelSeconds: number('model-seconds'),
    sessions: number('sessions'),
  };
}

function given(args: readonly string[]): Partial<Record<string, string>> {
  const known = Object.keys(OPTIONS);
  const options = Object.fromEntries(known.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...args], options }).values as Partial<Record<string, string>>;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    const list = known.map((name) => `--${name}`).join(', ');
    throw new Error(`The options can't be read (${why}). Write each as "--turns 5"; there are ${list}.`);
  }
}

function numberOf(name: OptionName, text: string | undefined): number {
  const { usual, least, most, whole } = OPTIONS[name];
  if (text === undefined) return usual;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (number >= least && number <= most && (!whole || Number.isInteger(number))) return number;
  const kind = whole ? 'a whole number' : 'a number';
  throw new Error(
    `"--${name} ${text}" can't be counted: write ${kind} from ${least} to ${most}, as in "--${name} ${usual}".`,
  );
}
