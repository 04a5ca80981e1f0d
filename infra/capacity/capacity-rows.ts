import { ANSWERS } from './answers.ts';
import { listShardsFor } from './list-shards-for.ts';
import { loadsOf, startsPerSecond } from './loads.ts';
import { QUOTAS, type Quota, type QuotaName } from './quotas.ts';
import type { Workload } from './workload.ts';

/** One quota under a workload. */
export type CapacityRow = {
  name: QuotaName;
  quota: Quota;
  average: number;
  peak: number;
  /** Of the quota, at the peak: above 1 it is reached. */
  share: number;
  /** What the product does when it is reached. */
  happens: string;
  lever: string;
};

/** Every quota that the workload touches at all, the fullest first. */
export function capacityRows(workload: Workload): CapacityRow[] {
  const { average, peak } = loadsOf(workload);
  const rows = names().map((name): CapacityRow => {
    const quota: Quota = QUOTAS[name];
    const share = peak[name] / quota.value;
    return { name, quota, average: average[name], peak: peak[name], share, ...ANSWERS[name] };
  });
  return rows.filter(({ peak: load }) => load > 0).toSorted((one, other) => other.share - one.share);
}

/** The quotas that the peak exceeds, and those that it fills by more than half. */
export function breaking(rows: readonly CapacityRow[]): { reached: CapacityRow[]; near: CapacityRow[] } {
  const dependent = rows.filter(({ name }) => name !== 'history' && name !== 'controlItem');
  return {
    reached: dependent.filter(({ share }) => share > 1),
    near: dependent.filter(({ share }) => share > 0.5 && share <= 1),
  };
}

/** Shards that the largest tenant's lists need at the peak. */
export function listShardsNeeded(workload: Workload): number {
  return listShardsFor(startsPerSecond(workload, workload['peak-factor']) * workload['largest-share']);
}

function names(): QuotaName[] {
  return Object.keys(QUOTAS).filter((name): name is QuotaName => name in QUOTAS);
}
