import { parentPort, workerData } from 'node:worker_threads';
import { type SeedResult, simulateSeed } from './simulate-seed.ts';

/** Seeds of one thread run beside each other: while the promises of one take effect, the others go on. */
const AT_ONCE = 8;
/** More would tell nothing more. */
const MOST_FAILURES = 5;

/** What a worker is asked: the seeds `from`, `from + every`, … up to `to`. */
export type Task = { from: number; to: number; every: number };
export type Report = { seeds: number; steps: number; faults: Map<string, number>; failures: SeedResult[] };

async function simulateAll({ from, to, every }: Task): Promise<Report> {
  const report: Report = { seeds: 0, steps: 0, faults: new Map(), failures: [] };
  let next = from;
  async function goOn(): Promise<void> {
    while (next <= to && report.failures.length < MOST_FAILURES) {
      const seed = next;
      next += every;
      add(report, await simulateSeed(seed));
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, goOn));
  return report;
}

function add(report: Report, { steps, faults, failure, ...result }: SeedResult): void {
  report.seeds += 1;
  report.steps += steps;
  for (const [name, times] of faults) report.faults.set(name, (report.faults.get(name) ?? 0) + times);
  if (failure !== undefined) report.failures.push({ ...result, steps, faults: new Map(), failure });
}

// Errors are thrown by the thousand here, and nobody reads where.
Error.stackTraceLimit = 2;
parentPort?.postMessage(await simulateAll(workerData as Task));
