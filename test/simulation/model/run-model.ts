import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Exploration } from './explore.ts';
import { complaintOf, exploreRow, MODEL_ROWS, type ModelRow } from './model-rows.ts';

/**
 * npm run model: the whole table, in as many threads as there are cores.
 *
 *   npm run model -- --quick         without the deep scenarios: what npm test explores
 *   npm run model -- --trace NAME    one row, with the steps of its counterexample
 */
type Result = Exploration & { ms: number };

const MEMORY_MB = 8_000;
const NAME_WIDTH = 78;

if (isMainThread) process.exitCode = (await printTable(rowsAskedFor(process.argv.slice(2)))) ? 0 : 1;
else parentPort?.postMessage(timed(MODEL_ROWS[Number(workerData)]));

function timed(row: ModelRow | undefined): Result {
  if (row === undefined) throw new Error(`There is no row ${workerData} in the table of the model.`);
  const began = performance.now();
  const exploration = exploreRow(row);
  return { ...exploration, ms: Math.round(performance.now() - began) };
}

function rowsAskedFor([option, name]: string[]): ModelRow[] {
  if (option === '--trace') return MODEL_ROWS.filter((row) => row.name === name);
  return MODEL_ROWS.filter(({ isDeep }) => !isDeep || option !== '--quick');
}

async function printTable(rows: readonly ModelRow[]): Promise<boolean> {
  const began = performance.now();
  const results: (Result | undefined)[] = rows.map(() => undefined);
  let next = 0;
  let shown = 0;
  const work = async () => {
    for (let index = next++; index < rows.length; index = next++) {
      results[index] = await inThread(rows[index] as ModelRow);
      while (results[shown] !== undefined) printRow(rows, shown, results[shown++] as Result);
    }
  };
  await Promise.all(Array.from({ length: Math.min(rows.length, availableParallelism()) }, work));
  return printSum(rows, results as Result[], performance.now() - began);
}

function inThread(row: ModelRow): Promise<Result> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: MODEL_ROWS.indexOf(row),
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

function printRow(rows: readonly ModelRow[], index: number, result: Result): void {
  const row = rows[index] as ModelRow;
  if (rows[index - 1]?.kind !== row.kind) print(headOf(row.kind));
  const { found, states, transitions, ms } = result;
  const counterexample = found === null ? 'ok' : `${found.steps.length} steps: ${found.why}`;
  print(
    line(row.name, String(states), String(transitions), `${ms} ms`, result.isCutShort ? 'CUT SHORT' : counterexample),
  );
  const complaint = complaintOf(row, result);
  if (complaint !== undefined) print(`    ${complaint}`);
  else if (rows.length === 1) print(`    ${found?.steps.join('\n    ') ?? ''}`);
}

function headOf(kind: ModelRow['kind']): string {
  return kind === 'scenario'
    ? `\n${line('SCENARIO (all rules on)', 'states', 'transitions', 'time', 'result')}`
    : `\n${line('MUTATION (one rule off)', 'states', 'transitions', 'time', 'shortest counterexample')}`;
}

function line(name: string, states: string, transitions: string, time: string, result: string): string {
  return `${name.padEnd(NAME_WIDTH)}${states.padStart(10)}${transitions.padStart(13)}${time.padStart(11)}  ${result}`;
}

function printSum(rows: readonly ModelRow[], results: readonly Result[], ms: number): boolean {
  const sum = (key: 'states' | 'transitions' | 'ms') => results.reduce((total, result) => total + result[key], 0);
  const complaints = rows.filter((row, index) => complaintOf(row, results[index] as Result) !== undefined);
  const perSecond = Math.round(sum('states') / (sum('ms') / 1_000));
  print(`\n${sum('states')} states, ${sum('transitions')} transitions, ${perSecond} states/s of one core`);
  print(`${complaints.length} of ${rows.length} rows not as they must be, ${Math.round(ms / 1_000)} s`);
  return complaints.length === 0;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
