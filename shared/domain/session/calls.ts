import type { ControlItem } from './control-item.ts';
import type { Claim, ToolCallEntry } from './entry.ts';

/** An orphan's holder gets this long beyond its hard limit, in milliseconds (P4). */
export const ORPHAN_GRACE_MS = 30_000;

export function callsIn(control: ControlItem, ...states: ToolCallEntry['state'][]): ToolCallEntry[] {
  return control.entries.flatMap((entry) =>
    entry.kind === 'TOOL_CALL' && states.includes(entry.state) ? [entry] : [],
  );
}

/** Calls that a Lambda is executing now, and calls whose session or job is being created (P12). */
export function inFlight(control: ControlItem): ToolCallEntry[] {
  return callsIn(control, 'RUNNING');
}

/** Calls that wait for a person, a called session or a job. */
export function waitingCalls(control: ControlItem): ToolCallEntry[] {
  return callsIn(control, 'WAITING').filter((call) => !isApproved(call));
}

/** Calls that a person has approved, and that are to be dispatched. */
export function approvedCalls(control: ControlItem): ToolCallEntry[] {
  return callsIn(control, 'WAITING').filter(isApproved);
}

/** Approved and not dispatched yet: once dispatched it runs, or is linked to what it called. */
export function isApproved({ approval, link }: ToolCallEntry): boolean {
  return approval?.decision?.approved === true && link?.kind === 'manual_task';
}

/** The manual task that a call asks for, or asked for. */
export function taskIdOf({ approval, link }: ToolCallEntry): string | undefined {
  return approval?.taskId ?? (link?.kind === 'manual_task' ? link.id : undefined);
}

export function findCall(control: ControlItem, seq: number): ToolCallEntry | undefined {
  return control.entries.flatMap((entry) => (entry.kind === 'TOOL_CALL' && entry.seq === seq ? [entry] : []))[0];
}

/** True when the holder can't live any more: another process on a laptop, beyond its hard limit in the cloud (P4). */
export function isOrphaned(held: Claim, newcomer: Claim, now: number): boolean {
  if (held.holder === newcomer.holder) return false;
  if (newcomer.boot !== undefined) return held.boot !== newcomer.boot;
  return now > held.until + ORPHAN_GRACE_MS;
}
