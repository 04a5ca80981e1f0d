import { Conflict } from '../../../shared/contracts/refusal.ts';
import type { Agent } from '../../../shared/domain/agent/agent.ts';

/** @throws Conflict when the agent is not at the version that the caller has read. */
export function refuseIfMoved({ agentId, version }: Agent, ifMatch: number | undefined): void {
  if (version === ifMatch) return;
  throw new Conflict(
    `Agent ${agentId} is at version ${version}, not ${ifMatch}. Read it again and repeat your change on what is there.`,
  );
}
