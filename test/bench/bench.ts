import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, isMet, type Measure } from './figure.ts';
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
import { measurePeers } from './peers/measure-peers.ts';
import { keepResult } from './results-file.ts';

const RESULTS = join(import.meta.dirname, '../../bench/results.json');

const folder = await mkdtemp(join(tmpdir(), 'agent-sessions-bench-'));

/** `npm run bench -- Console` takes the figures of one measure only. */
const [only] = process.argv.slice(2);

/** In the order of the table. */
const measures: Measure[] = [
  { title: "Peers' workload", take: () => measurePeers(folder) },
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

const taken: Figure[] = [];
try {
  for (const { title, take } of chosen) {
    const began = performance.now();
    const figures = await take();
    console.error(`${title}: measured in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    await keepResult(RESULTS, title, figures);
    taken.push(...figures);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

for (const figure of taken) console.log(lineOf(figure));

function lineOf(figure: Figure): string {
  const { name, value, unit, goal } = figure;
  const judged = goal === undefined ? '' : `${goal.padEnd(10)}${isMet(figure) ? 'met' : 'MISSED'}`;
  return `${name.padEnd(58)}${rounded(value).padStart(9)} ${unit.padEnd(11)}${judged}`.trimEnd();
}

/** Three digits that mean something. */
function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
