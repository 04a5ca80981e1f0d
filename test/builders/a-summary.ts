import type { SessionSummary } from '../../shared/domain/session/session-summary.ts';

export const STARTED_AT = Date.UTC(2026, 10, 23, 9);

/** An id of the right shape; `number` sorts. */
export function aSessionId(number: number): string {
  return `ses_01J${String(number).padStart(23, '0')}`;
}

/** The summary of a session that runs and has done nothing yet. */
export function aSummary(more: Partial<SessionSummary> = {}): SessionSummary {
  return {
    tenantId: 'acme',
    sessionId: aSessionId(1),
    v: 1,
    status: 'RUNNING',
    agent: { agentId: 'agt_1', name: 'Order desk' },
    project: 'default',
    trigger: { type: 'MANUAL', source: { name: 'Ada', id: 'ada' } },
    createdBy: { userId: 'ada', name: 'Ada' },
    caller: null,
    startedAt: STARTED_AT,
    model: { provider: 'scripted', modelId: 'scripted' },
    limits: { maxTurns: 50, maxToolCalls: 200, maxDepth: 5 },
    prompt: { text: 'Look up order 7.' },
    inputs: { text: '{"order":7}' },
    usage: { inputTokens: 0, outputTokens: 0 },
    costUsd: null,
    turns: 0,
    toolCalls: 0,
    waiting: [],
    lastSeq: 0,
    settledSeq: 0,
    ...more,
  };
}
