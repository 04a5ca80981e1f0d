import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Figure, Measure } from './figure.ts';
import { bundleFigures } from './measure-bundles.ts';
import { measureConsole } from './measure-console.ts';
import { measureDeliveries } from './measure-deliveries.ts';
import { measureMcp } from './measure-mcp.ts';
import { measureModels } from './measure-models.ts';
import { measureProduct } from './measure-product.ts';
import { measureProofs } from './measure-proofs.ts';
import { measureRequests } from './measure-requests.ts';
import { measureStart } from './measure-start.ts';
import { measureStepTime } from './measure-step-time.ts';

const RESULTS = join(import.meta.dirname, '../../bench/results.json');

const folder = await mkdtemp(join(tmpdir(), 'agent-sessions-bench-'));

/** `npm run bench -- Console` takes the figures of one measure only. */
const [only] = process.argv.slice(2);

/** In the order of the table. */
const measures: Measure[] = [
  { title: 'Requests', take: measureRequests },
  { title: 'Step', take: measureStepTime },
  { title: 'MCP', take: measureMcp },
  { title: 'Product through HTTP', take: () => measureProduct(folder) },
  { title: 'Deliveries of triggers', take: measureDeliveries },
  { title: 'Console', take: () => measureConsole(folder) },
  { title: 'Start', take: () => measureStart(folder) },
  { title: 'Proofs', take: measureProofs },
  { title: 'Functions', take: bundleFigures },
  { title: 'Models', take: measureModels },
];

const chosen = measures.filter(({ title }) => only === undefined || title === only);
if (chosen.length === 0) {
  throw new Error(`There is no measure "${only}". Choose one of: ${measures.map(({ title }) => title).join(', ')}.`);
}

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`;
const results: { machine: string; at: string; node: string; figures: Figure[] } = {
  machine,
  at: new Date().toISOString(),
  node: process.version,
  figures: [],
};
try {
  for (const { title, take } of chosen) {
    const began = performance.now();
    results.figures.push(...(await take()));
    console.error(`${title}: measured in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
await mkdir(join(RESULTS, '..'), { recursive: true });
await writeFile(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);

console.log(`\n${results.machine}\n${results.at}, node ${results.node}\n`);
for (const { name, value, unit, goal = '' } of results.figures) {
  console.log(`${name.padEnd(58)}${rounded(value).padStart(9)} ${unit.padEnd(11)}${goal && `goal ${goal}`}`.trimEnd());
}

/** Three digits that mean something. */
function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
