/** One line of the bench's table. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  /** What the product aims at, as in `<= 2`. */
  goal?: string;
  /** What the value is the median of. */
  rounds?: number[];
};

/** A measure: what it is about, and how its figures are taken. */
export type Measure = { title: string; take: () => Promise<Figure[]> };

/** The value below which `share` (0 to 1) of the values lie; nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? Number.NaN;
}

/** p50 and p95 of times in milliseconds, as two figures. */
export function timesOf(name: string, times: readonly number[], goal?: string): Figure[] {
  return [
    { name: `${name}, p50`, value: percentile(times, 0.5), unit: 'ms' },
    { name: `${name}, p95`, value: percentile(times, 0.95), unit: 'ms', ...(goal === undefined ? {} : { goal }) },
  ];
}

/** The median of each figure over some rounds, which all have the same figures. */
export function mediansOf(rounds: readonly Figure[][]): Figure[] {
  const [first = []] = rounds;
  return first.map((figure, at) => {
    const values = rounds.map((round) => round[at]?.value ?? Number.NaN);
    return { ...figure, value: percentile(values, 0.5), rounds: values };
  });
}

/** Whether a figure meets its goal; `undefined` without one. */
export function isMet({ value, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined;
  const [, relation, number] = /^(<=|>=|=) (\d+(?:\.\d+)?)$/.exec(goal) ?? [];
  const aim = Number(number);
  if (relation === '<=') return value <= aim;
  if (relation === '>=') return value >= aim;
  if (relation === '=') return value === aim;
  throw new Error(`The goal "${goal}" of the bench is none: write it as "<= 2", ">= 2" or "= 2".`);
}

/** How long something took, in milliseconds. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
