import type { SessionStatus } from './session-status.ts';
import { SESSION_TRANSITIONS } from './session-transitions.ts';

/** What a person can do with a session. */
export const SESSION_ACTIONS = ['pause', 'resume', 'cancel', 'delete'] as const;
export type SessionAction = (typeof SESSION_ACTIONS)[number];

/** The actions that would change a session in this status, read from the transition table: its quick actions. */
export function actionsFor(status: SessionStatus): SessionAction[] {
  return SESSION_ACTIONS.filter((action) => {
    const { does } = SESSION_TRANSITIONS[action][status];
    return does === 'move' || does === 'remove';
  });
}
