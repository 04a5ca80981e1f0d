import { leftOf, spentInAll } from '../../../shared/domain/session/budget.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { isResolved, type ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { FAILED_AFTER } from '../../../shared/domain/session/repeated-calls.ts';
import { addSpending, NOTHING_SPENT, type Spending } from '../../../shared/domain/session/spending.ts';
import { costOf } from '../../../shared/domain/session/token-prices.ts';
import { evidenceOf } from './evidence.ts';
import { isFaultless } from './faults.ts';
import { expectInvariant } from './invariant-broken.ts';
import { isLooping } from './scripted-agent.ts';
import type { World } from './world.ts';

const DUST_USD = 1e-9;

type Write = { before: ControlItem | undefined; after: ControlItem; who: string };

/** I17, F52, F57: what is used and reserved stays within the limits, is counted once, and is counted where it was spent. */
export function checkBudget(world: World, { before, after, who }: Write): void {
  const { reserved, limits } = { reserved: after.reserved ?? NOTHING_SPENT, limits: after.head.limits };
  const left = leftOf(after);
  const isWithin = left.tokens >= reserved.tokens && left.costUsd - reserved.costUsd > -DUST_USD;
  const asText = () => `${JSON.stringify(left)} left, ${JSON.stringify(reserved)} reserved, ${JSON.stringify(limits)}`;
  expectInvariant(isWithin, 'I17', () => `${who}: ${asText()}`);
  const evidence = evidenceOf(world.evidence, after.head.sessionId);
  const cost = costOf(evidence.usage, after.head.model.prices) ?? 0;
  const isCounted = Math.abs((after.costUsd ?? 0) - cost) < DUST_USD;
  expectInvariant(isCounted, 'F57', () => `${who}: ${after.costUsd} dollars, and its entries cost ${cost}`);
  checkCalled(world, { before, after, who });
  if (after.endedAt !== undefined && before?.endedAt === undefined) evidence.spentInAll = spentInAll(after);
  checkTree(world, after, who);
  const program = world.programs.get(after.head.sessionId);
  const isStopped = program === undefined || !isLooping(program) || after.toolCalls < FAILED_AFTER;
  expectInvariant(isStopped, 'F52', () => `${who}: ${after.toolCalls} times the same call`);
}

/** What called sessions brought back is what they had spent, and is added once. */
function checkCalled(world: World, { before, after, who }: Write): void {
  const resolved = after.entries.flatMap((entry) => (isToldNow(before, entry) ? [entry] : []));
  const spent = resolved.map(({ link }) => evidenceOf(world.evidence, link?.id ?? '').spentInAll);
  const [expected, actual] = [addSpending(before?.called, ...spent), addSpending(after.called)];
  const isSame = sumOf(expected) === sumOf(actual) && Math.abs(expected.costUsd - actual.costUsd) < DUST_USD;
  expectInvariant(
    isSame,
    'F57',
    () => `${who}: called ${JSON.stringify(actual)}, they had ${JSON.stringify(expected)}`,
  );
}

function sumOf({ tokens, activeMs }: Spending): string {
  return `${tokens} ${activeMs}`;
}

/** The call of a session has just got what that session told at its end. */
function isToldNow(before: ControlItem | undefined, entry: ControlItem['entries'][number]): entry is ToolCallEntry {
  if (entry.kind !== 'TOOL_CALL' || entry.link?.kind !== 'session' || !isResolved(entry)) return false;
  const known = before?.entries.find(({ seq }) => seq === entry.seq);
  if (known === undefined || isResolved(known)) return false;
  // Of one that could not be created there is no output; one that outlives its caller has a note.
  return entry.output !== undefined && !('text' in entry.output && entry.output.text.startsWith('{"note"'));
}

/** A session with all that descend from it spends no more than it may, whoever was canceled or crashed meanwhile. */
function checkTree(world: World, { head }: ControlItem, who: string): void {
  const rootId = head.lineage?.[0] ?? head.sessionId;
  const most = evidenceOf(world.evidence, rootId).maxTokens;
  if (most === undefined) return;
  let used = 0;
  for (const [sessionId, { lineage, usage }] of world.evidence.sessions) {
    if (sessionId === rootId || lineage[0] === rootId) used += usage.inputTokens + usage.outputTokens;
  }
  expectInvariant(used <= most, 'I17', () => `${who}: ${rootId} and its descendants used ${used} of ${most} tokens`);
}

/** A called session may spend what its caller has set aside for it. */
export function checkSlice({ head }: ControlItem, call: ToolCallEntry, who: string): void {
  const [own, slice] = [head.limits.maxTokens, call.slice?.tokens];
  const isWithin = slice === undefined || (own !== undefined && own <= slice);
  expectInvariant(isWithin, 'I17', () => `${who}: may spend ${own} tokens, and ${slice} are set aside for it`);
}

/** The tenant's day is never overdrawn, and at the end sessions have given back all but what they spent. */
export function checkTenantDays(world: World): void {
  const { tenantDays, evidence } = world;
  if (tenantDays === undefined) return;
  let spentOfDays = 0;
  let held = 0;
  for (const [day, { leased, spent, leases }] of tenantDays.days) {
    expectInvariant(leased <= tenantDays.limit, 'I17', () => `${day}: ${leased} of ${tenantDays.limit} are leased`);
    const leasedNow = [...leases.values()].reduce((sum, { all }) => sum + all, 0);
    expectInvariant(leased === spent + leasedNow, 'F57', () => `${day}: ${leased} leased, ${spent} and ${leasedNow}`);
    spentOfDays += spent;
    held += leases.size;
  }
  const used = [...evidence.sessions.values()].reduce(
    (sum, { usage }) => sum + usage.inputTokens + usage.outputTokens,
    0,
  );
  expectInvariant(spentOfDays === used, 'F57', () => `the days say ${spentOfDays} were spent, the sessions ${used}`);
  // Who leases after its session has ended, an invocation that outlived it, holds that until the day is over.
  expectInvariant(held === 0 || !isFaultless(world.faults), 'I17', () => `${held} leases are held by nobody`);
}
