import type { ControlItem } from '../domain/session/control-item.ts';
import { isTerminal } from '../domain/session/session-status.ts';
import { modelName, providerName } from './gen-ai.ts';
import { attributesOf, type Span } from './span.ts';
import { callerSpanId, sessionSpanId, traceIdOf } from './span-ids.ts';

/**
 * The span of a whole session that has ended, from its start to its end; `undefined` while it goes on, and when it is deleted.
 * A called session's is below the tool call that started it.
 */
export function sessionSpan(control: ControlItem, defaultModel?: string): Span | undefined {
  const { head, status, endedAt, usage, error } = control;
  if (!isTerminal(status) || endedAt === undefined || control.deleted !== undefined) return undefined;
  return {
    traceId: traceIdOf(head),
    spanId: sessionSpanId(head),
    parentSpanId: callerSpanId(head),
    name: `invoke_agent ${head.agent.name}`,
    kind: 'INTERNAL',
    startedAt: head.startedAt,
    endedAt: Math.max(head.startedAt, endedAt),
    failed: status === 'FAILED',
    attributes: attributesOf({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.provider.name': providerName(head.model.provider),
      'gen_ai.request.model': modelName(head.model, defaultModel),
      'gen_ai.agent.id': head.agent.agentId,
      'gen_ai.agent.name': head.agent.name,
      'gen_ai.conversation.id': head.sessionId,
      'gen_ai.usage.input_tokens': usage.inputTokens,
      'gen_ai.usage.output_tokens': usage.outputTokens,
      'gen_ai.usage.cache_read.input_tokens': usage.cachedInputTokens,
      'gen_ai.usage.cache_creation.input_tokens': usage.cacheWriteTokens,
      'agent_sessions.tenant.id': head.tenantId,
      'agent_sessions.project': head.project,
      'agent_sessions.trigger.type': head.trigger.type,
      'agent_sessions.status': status,
      'agent_sessions.turns': control.turns,
      'agent_sessions.tool_calls': control.toolCalls,
      'agent_sessions.cost_usd': control.costUsd ?? undefined,
      'error.type': status === 'FAILED' ? (error?.category ?? '_OTHER') : undefined,
    }),
  };
}
