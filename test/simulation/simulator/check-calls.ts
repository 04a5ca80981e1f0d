import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { isResolved, type ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { checkOutcome } from './check-tree.ts';
import { evidenceOf } from './evidence.ts';
import { expectInvariant } from './invariant-broken.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

type Write = { before: ControlItem | undefined; after: ControlItem; who: string };

/** The key by which a tool is told which call it is. */
export function callKey(sessionId: string, { turn, index }: Pick<ToolCallEntry, 'turn' | 'index'>): string {
  return `${sessionId}/${turn}/${index}`;
}

/** I2, I3, I4: who may claim a call, judge it orphaned, record an answer. */
export function checkCalls(world: World, process: Process, { before, after, who }: Write): void {
  const evidence = evidenceOf(world.evidence, after.head.sessionId);
  const isLeaseNew = after.lease !== undefined && after.lease.holder !== before?.lease?.holder;
  if (isLeaseNew) {
    evidence.leases += 1;
    const run = process.event?.run;
    expectInvariant(run === after.run, 'I2', () => `${who}: the lease of run ${after.run}, taken by run ${run}`);
  }
  for (const entry of after.entries) {
    if (entry.kind === 'TOOL_CALL') checkCall(world, process, { before, after, who }, entry);
    if (entry.kind !== 'REASONING' || !isResolved(entry) || entry.content === undefined) continue;
    const open = before?.entries.find(({ seq }) => seq === entry.seq);
    if (open === undefined || isResolved(open)) continue;
    const driver = world.evidence.holders.get(before?.lease?.holder ?? '');
    expectInvariant(driver === process, 'I2', () => `${who}: an answer, recorded while ${driver?.name} drives`);
  }
}

function checkCall(world: World, process: Process, { before, after, who }: Write, call: ToolCallEntry): void {
  const evidence = evidenceOf(world.evidence, after.head.sessionId);
  checkOutcome(world, { before, after, who }, call);
  const old = before?.entries.find((entry) => entry.kind === 'TOOL_CALL' && entry.seq === call.seq);
  const heldBefore = old?.kind === 'TOOL_CALL' ? old.claim?.holder : undefined;
  if (call.claim !== undefined && call.claim.holder !== heldBefore) {
    expectInvariant(after.status === 'RUNNING', 'I5', () => `${who}: call ${call.seq} claimed under ${after.status}`);
    const claimer = world.evidence.holders.get(call.claim.holder);
    expectInvariant(claimer === process, 'I3', () => `${who}: call ${call.seq} claimed for ${claimer?.name}`);
    expectInvariant(after.lease?.holder === call.claim.holder, 'I2', () => `${who}: claimed without the lease`);
    const key = callKey(after.head.sessionId, call);
    evidence.claims.set(key, (evidence.claims.get(key) ?? new Set()).add(call.claim.holder));
  }
  if (heldBefore === undefined || call.claim?.holder === heldBefore) return;
  const isSettledByHolder = call.state !== 'RUNNING' && call.error?.category !== 'OUTCOME_UNKNOWN';
  const holder = world.evidence.holders.get(heldBefore);
  if (isSettledByHolder) {
    expectInvariant(holder === process, 'I3', () => `${who}: result of call ${call.seq}, held by ${holder?.name}`);
    checkResult(world, after, call, who);
    return;
  }
  const isEnd = after.endedAt !== undefined && before?.endedAt === undefined;
  if (isEnd || isSkewed(world)) return;
  expectInvariant(holder?.state !== 'running', 'P4', () => `${who}: call ${call.seq} orphaned, ${holder?.name} lives`);
}

/** I4: what is shown of a call is what its tool did. */
function checkResult(world: World, after: ControlItem, call: ToolCallEntry, who: string): void {
  const effect = world.evidence.effects.get(callKey(after.head.sessionId, call));
  if (call.state === 'FAILED' && ['INTERNAL', 'INVALID_INPUT'].includes(call.error?.category ?? '')) return;
  const isTrue = effect?.attempts.some(({ outcome }) => outcome?.state === call.state) ?? false;
  expectInvariant(isTrue, 'I4', () => `${who}: call ${call.seq} is shown as ${call.state}, which never happened`);
}

export function isSkewed({ faults }: World): boolean {
  return faults.surrounding['clock.skewed'] > 0;
}
