/** One line of the bench's table. */
export type Figure = {
  name: string;
  value: number;
  unit: string;
  /** What the product aims at, as in `<= 2`. */
  goal?: string;
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

/** How long something took, in milliseconds. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
