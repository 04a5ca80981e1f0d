import { breaking, type CapacityRow, capacityRows, listShardsNeeded } from './capacity-rows.ts';
import type { Quota } from './quotas.ts';
import type { Workload } from './workload.ts';

const COLUMNS = ['Quota', 'Average', 'Peak', 'Limit', 'Kind', 'Share'] as const;

/** What the command prints: the table, what breaks first, and what then happens and helps. */
export function capacityText(workload: Workload): string {
  const rows = capacityRows(workload);
  return `${[assumptions(workload), '', ...plainTable(rows), '', ...verdict(workload, rows)].join('\n')}\n`;
}

/** The workload in words. */
export function assumptions(workload: Workload): string {
  const { tenants, turns, waits } = workload;
  const parts = [
    `${figure(workload['sessions-per-day'])} sessions a day of ${figure(tenants)} tenants, ${turns} turns and ${waits} waits each`,
    `the peak ${workload['peak-factor']} times the average`,
    `${workload['model-seconds']} s a model call, ${workload['tool-seconds']} s a tool call`,
    `the largest tenant starts ${percent(workload['largest-share'])} and has ${workload['list-shards']} list ${workload['list-shards'] === 1 ? 'shard' : 'shards'}`,
    `triggers start ${percent(workload['triggered-share'])}`,
    `${workload['api-requests']} requests to the API a session, and ${percent(workload['watching-share'])} of ${workload['users-per-tenant']} users a tenant look at the console`,
  ];
  return `${parts.join('; ')}.`;
}

function cellsOf({ quota, average, peak, share }: CapacityRow): string[] {
  return [quota.name, figure(average), figure(peak), limitOf(quota), quota.kind, percent(share)];
}

/** A quota's value with its unit, as in `300/s, 1,300 at once`. */
export function limitOf({ value, unit, bucket }: Quota): string {
  const separator = unit.startsWith('/') ? '' : ' ';
  return `${figure(value)}${separator}${unit}${bucket === undefined ? '' : `, ${figure(bucket)} at once`}`;
}

function plainTable(rows: readonly CapacityRow[]): string[] {
  const lines = [[...COLUMNS], ...rows.map(cellsOf)];
  const widths = COLUMNS.map((_, at) => Math.max(...lines.map((cells) => cells[at]?.length ?? 0)));
  const isText = (at: number) => at === 0 || at === 4;
  return lines.map((cells) =>
    cells
      .map((cell, at) => (isText(at) ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function verdict(workload: Workload, rows: readonly CapacityRow[]): string[] {
  const { reached, near } = breaking(rows);
  const shards = listShardsNeeded(workload);
  const tooFew = shards > workload['list-shards'];
  return [
    reached.length === 0
      ? `Nothing breaks at the peak.${near.length === 0 ? '' : ' More than half full:'}`
      : `What breaks first: ${reached[0]?.quota.name}. All that the peak exceeds${near.length === 0 ? '' : ', then what it fills by more than half'}:`,
    '',
    ...[...reached, ...near].map(
      ({ quota, share, happens, lever }) => `- ${quota.name} (${percent(share)}). ${happens}. Lever: ${lever}.`,
    ),
    ...(tooFew ? [`- The largest tenant's lists need \`listShards\` of ${shards}.`] : []),
  ];
}

/** At most three digits below 100, whole numbers above. */
export function figure(value: number): string {
  const maximumFractionDigits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return new Intl.NumberFormat('en', { maximumFractionDigits }).format(value);
}

/** Of one, as in `41.7 %`. */
export function percent(share: number): string {
  return `${figure(share * 100)} %`;
}
