import type { Tool } from './tool.ts';

/** Whether a person must agree with the exact arguments before each call: by wish, or because the tool is destructive. */
export function needsApproval({ kind, approval, destructive, approvalWaiver }: Tool): boolean {
  if (kind === 'manual_task') return false;
  return approval === true || (destructive === true && approvalWaiver === undefined);
}
