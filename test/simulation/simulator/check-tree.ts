import { findCall } from '../../../shared/domain/session/calls.ts';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { isResolved, type ToolCallEntry } from '../../../shared/domain/session/entry.ts';
import { isTerminal } from '../../../shared/domain/session/session-status.ts';
import { checkSlice } from './check-budget.ts';
import { callKey } from './check-calls.ts';
import { evidenceOf } from './evidence.ts';
import { expectInvariant } from './invariant-broken.ts';
import type { World } from './world.ts';

/** A called session is created for a call that is there and approved, once, and no deeper and no more often than allowed. */
export function checkCreated(world: World, control: ControlItem): void {
  const { caller, sessionId, depth, lineage = [], limits } = control.head;
  Object.assign(evidenceOf(world.evidence, sessionId), { maxDepth: limits.maxDepth, maxTokens: limits.maxTokens });
  if (caller === null) return;
  const who = `${sessionId}, called by ${caller.id}`;
  const callers = evidenceOf(world.evidence, caller.id);
  const call = callers.entries.get(caller.seq ?? 0);
  expectInvariant(call?.kind === 'TOOL_CALL', 'I13', () => `${who}: there is no call ${caller.seq}`);
  const isLinked = call.link?.kind === 'session' && call.link.id === sessionId;
  expectInvariant(isLinked, 'I13', () => `${who}: the call is linked with ${call.link?.id}`);
  const isApproved = call.approval === undefined || call.approval.decision?.approved === true;
  expectInvariant(isApproved, 'I12', () => `${who}: nobody has approved the call`);
  checkSlice(control, call, who);
  evidenceOf(world.evidence, sessionId).calledBy = callKey(caller.id, call);
  checkPlace(world, { sessionId, depth, lineage }, callers.lineage, caller.id);
}

type Place = { sessionId: string; depth: number; lineage: readonly string[] };

/** I17. */
function checkPlace(world: World, place: Place, above: readonly string[], callerId: string): void {
  const { sessionId, depth, lineage } = place;
  const { maxDepth } = evidenceOf(world.evidence, lineage[0] ?? sessionId);
  const who = `${sessionId}, called by ${callerId}`;
  const isBelow = lineage.join() === [...above, callerId].join() && depth === lineage.length + 1;
  expectInvariant(isBelow, 'I17', () => `${who}: depth ${depth}, lineage ${lineage}`);
  evidenceOf(world.evidence, sessionId).lineage = lineage;
  expectInvariant(depth <= maxDepth, 'I17', () => `${who}: depth ${depth} of at most ${maxDepth}`);
  const family = [...world.evidence.sessions.values()].filter((each) => each.lineage[0] === lineage[0]);
  const isFew = family.length <= world.mostDescendants;
  expectInvariant(isFew, 'I17', () => `${who}: descendant ${family.length} of at most ${world.mostDescendants}`);
}

/** I13: what a caller is told of a session that it called is how that ended, or why it never began. */
export function checkOutcome(
  world: World,
  { before, after, who }: { before: ControlItem | undefined; after: ControlItem; who: string },
  call: ToolCallEntry,
): void {
  if (call.toolKind !== 'agent' || call.link?.kind !== 'session' || !isResolved(call)) return;
  const known = before && findCall(before, call.seq);
  if (known === undefined || isResolved(known)) return;
  const isEnd = after.endedAt !== undefined && before?.endedAt === undefined;
  const ending = evidenceOf(world.evidence, call.link.id).statuses.at(-1)?.status;
  if (ending === undefined) {
    const isNeverBegun = call.state === 'FAILED' && call.output === undefined;
    expectInvariant(isNeverBegun, 'I13', () => `${who}: call ${call.seq} is ${call.state}, nothing was called`);
    return;
  }
  if (isEnd && after.status !== 'COMPLETED' && !isTold(call)) return; // it goes on, and nobody waits for it
  const told = { COMPLETED: 'SUCCEEDED', FAILED: 'FAILED', CANCELED: 'CANCELED' }[ending as string];
  expectInvariant(told === call.state, 'I13', () => `${who}: call ${call.seq} is ${call.state}, the called ${ending}`);
  const { output } = call;
  const isItsOwn = output !== undefined && (!('text' in output) || output.text.includes(call.link.id));
  expectInvariant(isItsOwn, 'I13', () => `${who}: call ${call.seq} has the result ${JSON.stringify(output)}`);
}

function isTold({ output }: ToolCallEntry): boolean {
  return output !== undefined && 'text' in output && output.text.includes('"lastMessage"');
}

/** I13: at rest nobody waits for a session that has ended or was never created. */
export function checkCallers(world: World, control: ControlItem, who: string): void {
  for (const call of control.entries) {
    if (call.kind !== 'TOOL_CALL' || call.state !== 'WAITING' || call.link?.kind !== 'session') continue;
    const called = world.tables.control.get(call.link.id)?.item;
    const isUnderWay = called !== undefined && !isTerminal(called.status);
    expectInvariant(isUnderWay, 'I13', () => `${who}: it waits for ${call.link?.id}, which is ${called?.status}`);
  }
}
