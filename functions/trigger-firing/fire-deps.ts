import type { Agent } from '../../shared/domain/agent/agent.ts';
import type { TriggerDeps } from '../../shared/effects/change-trigger.ts';
import type { startSession } from '../../shared/effects/start-session.ts';

/** What firing a trigger needs: to start a session, and to note on the trigger how it went. */
export type FireDeps = Parameters<typeof startSession>[1] &
  TriggerDeps & { readAgent: (tenantId: string, agentId: string) => Promise<Agent | undefined> };
