import * as z from 'zod';
import { checkedInputs } from '../domain/agent/checked-inputs.ts';
import { callArguments } from '../domain/session/call-arguments.ts';
import type { ControlItem } from '../domain/session/control-item.ts';
import type { ToolCallEntry } from '../domain/session/entry.ts';
import type { Failure } from '../domain/session/error-category.ts';
import type { EffectDeps } from './effect-deps.ts';
import { startSession } from './start-session.ts';

/** What a call of an agent keeps in its `request`. */
export const calledAgentSchema = z.object({ agentId: z.string() });

/** The most sessions that may descend from one that nobody called (design, section 7: a depth limit alone lets 16 calls a turn grow to a million). */
export const MOST_DESCENDANTS = 50;

/** Starts the session that an agent's call asked for, linked both ways. Answers why it can't be started. */
export async function startCalledSession(
  control: ControlItem,
  call: ToolCallEntry,
  deps: EffectDeps,
): Promise<Failure | undefined> {
  const failure = await start(control, call, deps);
  if (failure === undefined || call.link === undefined) return failure;
  // A try before may have started it: what has changed since, the agent deleted or replaced, is no reason any more.
  const called = await deps.control.read({ tenantId: control.head.tenantId, sessionId: call.link.id });
  return called === undefined ? failure : undefined;
}

async function start({ head }: ControlItem, call: ToolCallEntry, deps: EffectDeps): Promise<Failure | undefined> {
  const { tenantId } = head;
  const key = { tenantId, sessionId: head.sessionId };
  if (call.link === undefined || call.request === undefined) return nothingToStart(call);
  const { agentId } = calledAgentSchema.parse(JSON.parse(await deps.texts.read(key, call.request)));
  const agent = await deps.readAgent(tenantId, agentId);
  if (agent === undefined) {
    const message = `The agent ${agentId} that ${call.toolName} calls does not exist any more. Choose another agent for the tool.`;
    return { category: 'INVALID_DEFINITION', message };
  }
  const { inputs, violations } = checkedInputs(agent, callArguments(await deps.texts.read(key, call.input)) ?? {});
  const [first] = violations;
  if (first !== undefined) {
    const where = first.path === '' ? '' : `${first.path}: `;
    const message = `The arguments don't fit the inputs of the agent "${agent.name}": ${where}${first.message}`;
    return { category: 'INVALID_INPUT', message: message.slice(0, 2_000) };
  }
  const lineage = [...(head.lineage ?? []), head.sessionId];
  const root = lineage[0] ?? head.sessionId;
  if (!(await deps.reserveDescendant({ tenantId, rootId: root, sessionId: call.link.id, most: MOST_DESCENDANTS }))) {
    const message = `The session ${root} has ${MOST_DESCENDANTS} descendants already; ${call.toolName} was not started. Call fewer agents, or start another session.`;
    return { category: 'BUDGET_SPENT', message };
  }
  const started = await startSession(
    {
      ...{ tenantId, sessionId: call.link.id, inputs, lineage, depth: head.depth + 1, slice: call.slice },
      // No session gets deeper than the first one allows.
      agent: { ...agent, limits: { ...agent.limits, maxDepth: Math.min(agent.limits.maxDepth, head.limits.maxDepth) } },
      trigger: { type: 'AGENT', source: { name: head.agent.name, id: head.agent.agentId } },
      createdBy: head.createdBy,
      caller: { kind: 'session', id: head.sessionId, seq: call.seq },
    },
    deps,
  );
  return started?.refused;
}

function nothingToStart(call: ToolCallEntry): Failure {
  return { category: 'INTERNAL', message: `The call of ${call.toolName} does not say which agent it calls.` };
}
