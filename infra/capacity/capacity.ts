import { parseArgs } from 'node:util';
import { capacityText } from './capacity-text.ts';
import { WORKLOAD_OPTIONS, workloadFrom } from './workload.ts';

const USE =
  'npm run capacity -- --tenants 200 --sessions-per-day 1000000 [--turns 5 --waits 0.2 --peak-factor 4 --model-seconds 5]';

const { values, positionals } = parseArgs({
  strict: false,
  options: Object.fromEntries(WORKLOAD_OPTIONS.map((name) => [name, { type: 'string' as const }])),
});
const asked = workloadFrom(values);
const stray = positionals.map((text) => `"${text}" belongs to no option: write each as --name value.`);
if ('workload' in asked && stray.length === 0) process.stdout.write(capacityText(asked.workload));
else {
  const refusals = [...('refusals' in asked ? asked.refusals : []), ...stray];
  process.stderr.write(`${refusals.join('\n')}\nUse: ${USE}\nAll options: --${WORKLOAD_OPTIONS.join(', --')}.\n`);
  process.exitCode = 1;
}
