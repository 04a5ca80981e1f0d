import { type CapacityRow, capacityRows } from './capacity-rows.ts';
import { assumptions, figure, limitOf, percent } from './capacity-text.ts';
import { type Workload, workloadFrom } from './workload.ts';

/** From this share of a quota on at the larger load, the page says what happens. */
const TOLD_FROM = 0.5;

/** What docs/scale.md shows, between marks of these names. */
export function scaleBlocks(): Record<string, string> {
  const million = workloadOf({ tenants: 200, 'sessions-per-day': 1_000_000 });
  const hundred = workloadOf({ tenants: 2_000, 'sessions-per-day': 100_000_000 });
  const rows = { million: capacityRows(million), hundred: capacityRows(hundred) };
  return {
    assumptions: [`- ${assumptions(million)}`, `- ${assumptions(hundred)}`].join('\n'),
    loads: loadsTable(rows),
    answers: answersTable(rows.hundred),
    sources: sourcesList(rows.hundred),
  };
}

/** The page with the blocks as they should be. @throws when a mark is missing, with its name. */
export function withBlocks(page: string, blocks = scaleBlocks()): string {
  return Object.entries(blocks).reduce((text, [name, block]) => {
    const [begin, end] = [`<!-- npm run docs: ${name} -->`, `<!-- end: ${name} -->`];
    const [before, rest] = splitAt(text, begin);
    const [, after] = splitAt(rest, end);
    return `${before}${begin}\n${block}\n${end}${after}`;
  }, page);
}

function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`docs/scale.md has no mark "${mark}": put it back where its block belongs.`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function loadsTable({ million, hundred }: Record<'million' | 'hundred', CapacityRow[]>): string {
  const cells = hundred.map(({ name, quota, peak, share }) => {
    const smaller = million.find((row) => row.name === name);
    return [
      quota.name,
      `${limitOf(quota)} (${quota.kind})`,
      ...(smaller === undefined ? ['–', '–'] : [figure(smaller.peak), bold(smaller.share)]),
      figure(peak),
      bold(share),
    ];
  });
  return tableOf(['Quota', 'Limit', '1 million: peak', 'share', '100 million: peak', 'share'], cells);
}

function answersTable(rows: readonly CapacityRow[]): string {
  const told = rows.filter(({ share }) => share >= TOLD_FROM);
  return tableOf(
    ['Quota', 'When it is reached', 'Lever'],
    told.map(({ quota, happens, lever }) => [quota.name, happens, lever]),
  );
}

/** Each page once, with what was taken from it. */
function sourcesList(rows: readonly CapacityRow[]): string {
  const byPage = Map.groupBy(
    rows.filter(({ quota }) => quota.kind !== 'own'),
    ({ quota }) => `${quota.source} (${quota.checked})`,
  );
  return [...byPage].map(([page, of]) => `- ${page}: ${of.map(({ quota }) => quota.name).join('; ')}`).join('\n');
}

function bold(share: number): string {
  return share > 1 ? `**${percent(share)}**` : percent(share);
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function workloadOf(options: Record<string, number>): Workload {
  const asked = workloadFrom(options);
  if ('refusals' in asked) throw new Error(asked.refusals.join(' '));
  return asked.workload;
}
