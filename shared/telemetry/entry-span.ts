import type { ControlItem, SessionHead } from '../domain/session/control-item.ts';
import { type Entry, isResolved, type ReasoningEntry, type ToolCallEntry } from '../domain/session/entry.ts';
import type { ErrorCategory, Failure } from '../domain/session/error-category.ts';
import { cut, modelName, providerName } from './gen-ai.ts';
import { attributesOf, type Span } from './span.ts';
import { entrySpanId, sessionSpanId, traceIdOf } from './span-ids.ts';

const OF_MODELS: readonly ErrorCategory[] = ['MODEL_REFUSED', 'MODEL_UNAVAILABLE'];

/**
 * The span of a model call or a tool call that is over, by the GenAI conventions of OpenTelemetry; `undefined` for whatever is
 * no call or goes on. What was said, asked and answered is not in it, and neither is an error's message, which may quote it.
 */
export function entrySpan(
  { head, error }: Pick<ControlItem, 'head' | 'error'>,
  entry: Entry,
  defaultModel?: string,
): Span | undefined {
  if (!isResolved(entry)) return undefined;
  if (entry.kind === 'REASONING') return modelCallSpan(head, withEnding(entry, error), defaultModel);
  if (entry.kind === 'TOOL_CALL') return toolCallSpan(head, entry);
  return undefined;
}

/** The model call that ended its session is shown as canceled; the session has the reason. */
function withEnding(entry: ReasoningEntry, error: Failure | undefined): ReasoningEntry {
  const isReason = entry.state === 'CANCELED' && error !== undefined && OF_MODELS.includes(error.category);
  return isReason ? { ...entry, error } : entry;
}

function modelCallSpan(head: SessionHead, entry: ReasoningEntry, defaultModel: string | undefined): Span {
  const { model, usage, stopReason, turn, failedAttempts, state } = entry;
  const asked = modelName(model, defaultModel);
  return {
    ...placeOf(head, entry),
    name: `chat ${asked}`,
    kind: 'CLIENT',
    attributes: attributesOf({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': providerName(model.provider),
      'gen_ai.request.model': asked,
      'gen_ai.conversation.id': head.sessionId,
      'gen_ai.agent.id': head.agent.agentId,
      'gen_ai.agent.name': head.agent.name,
      'gen_ai.response.finish_reasons': stopReason === undefined ? undefined : [cut(stopReason)],
      'gen_ai.usage.input_tokens': usage?.inputTokens,
      'gen_ai.usage.output_tokens': usage?.outputTokens,
      'gen_ai.usage.cache_read.input_tokens': usage?.cachedInputTokens,
      'gen_ai.usage.cache_creation.input_tokens': usage?.cacheWriteTokens,
      'agent_sessions.turn': turn,
      'agent_sessions.failed_attempts': failedAttempts,
      'agent_sessions.state': state,
      'error.type': errorType(entry),
    }),
  };
}

/** From when it was asked for to its outcome: the time that a person, a called session or a job took is in it. */
function toolCallSpan(head: SessionHead, entry: ToolCallEntry): Span {
  // The model made it up: such a name may be any text.
  const toolName = entry.toolKind === undefined ? undefined : entry.toolName;
  return {
    ...placeOf(head, entry),
    name: toolName === undefined ? 'execute_tool' : `execute_tool ${toolName}`,
    kind: 'INTERNAL',
    attributes: attributesOf({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': toolName,
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.call.id': cut(entry.callId),
      'gen_ai.conversation.id': head.sessionId,
      'gen_ai.agent.id': head.agent.agentId,
      'gen_ai.agent.name': head.agent.name,
      'agent_sessions.tool.kind': entry.toolKind,
      'agent_sessions.turn': entry.turn,
      'agent_sessions.state': entry.state,
      ...linked(entry),
      'error.type': errorType(entry),
    }),
  };
}

function placeOf(head: SessionHead, { kind, seq, at, endedAt = at, state, error }: ReasoningEntry | ToolCallEntry) {
  return {
    traceId: traceIdOf(head),
    spanId: entrySpanId(head, seq),
    parentSpanId: sessionSpanId(head),
    startedAt: at,
    // A clock may have been set back meanwhile, and no span ends before it begins.
    endedAt: Math.max(at, endedAt),
    failed: errorType({ kind, state, error }) !== undefined,
  };
}

/** A model call that was given up after attempts that failed has failed too; a call that somebody canceled has not. */
function errorType({ kind, state, error }: Pick<ReasoningEntry | ToolCallEntry, 'kind' | 'state' | 'error'>) {
  if (state === 'FAILED') return error?.category ?? '_OTHER';
  return kind === 'REASONING' ? error?.category : undefined;
}

function linked({ link, approval }: ToolCallEntry) {
  const task = approval?.taskId ?? (link?.kind === 'manual_task' ? link.id : undefined);
  return {
    'agent_sessions.manual_task.id': task,
    'agent_sessions.called_session.id': link?.kind === 'session' ? link.id : undefined,
    'agent_sessions.job.id': link?.kind === 'job' ? link.id : undefined,
  };
}
