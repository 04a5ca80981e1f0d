import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Report, Task } from './simulation-worker.ts';

const MOST_WORKERS = 16;

/** Runs the seeds `from` to `from + seeds - 1` on all cores. */
export async function simulateMany(seeds: number, from = 1): Promise<Report> {
  const workers = Math.min(MOST_WORKERS, availableParallelism());
  const tasks = Array.from({ length: workers }, (_, index) => ({
    from: from + index,
    to: from + seeds - 1,
    every: workers,
  }));
  const reports = await Promise.all(tasks.map(runTask));
  const total: Report = { seeds: 0, steps: 0, faults: new Map(), failures: [] };
  for (const { seeds: done, steps, faults, failures } of reports) {
    total.seeds += done;
    total.steps += steps;
    for (const [name, times] of faults) total.faults.set(name, (total.faults.get(name) ?? 0) + times);
    total.failures.push(...failures);
  }
  return total;
}

function runTask(task: Task): Promise<Report> {
  const worker = new Worker(new URL('./simulation-worker.ts', import.meta.url), { workerData: task, execArgv: [] });
  return new Promise((resolve, reject) => {
    worker.once('message', (report: Report) => resolve(report));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`A worker of the simulation ended with ${code} and no report.`)));
  });
}
