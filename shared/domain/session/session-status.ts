import * as z from 'zod';

/** The eight statuses of a session (design, section 3). */
export const SESSION_STATUSES = [
  'PENDING',
  'RUNNING',
  'PAUSING',
  'PAUSED',
  'CANCELING',
  'CANCELED',
  'COMPLETED',
  'FAILED',
] as const;

export const sessionStatusSchema = z.enum(SESSION_STATUSES);
export type SessionStatus = z.infer<typeof sessionStatusSchema>;

const TERMINAL = ['CANCELED', 'COMPLETED', 'FAILED'] as const;
export type TerminalStatus = (typeof TERMINAL)[number];

/** Nothing moves a session out of a terminal status; it can only be deleted. */
export function isTerminal(status: SessionStatus): status is TerminalStatus {
  return TERMINAL.some((terminal) => terminal === status);
}
