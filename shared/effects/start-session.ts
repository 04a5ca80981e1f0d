import { type Agent, type AgentDefinition, definitionOf } from '../domain/agent/agent.ts';
import { withAcceptedOnly } from '../domain/agent/callable-tools.ts';
import { renderTemplate } from '../domain/agent/template.ts';
import type { Tool } from '../domain/agent/tool.ts';
import type { RegisteredModel } from '../domain/model/registered-model.ts';
import { whyNotUsable } from '../domain/model/why-not-usable.ts';
import { listShardsOf, shardOf } from '../domain/scale/list-shards.ts';
import type { Actor } from '../domain/session/actor.ts';
import type { ControlItem, SessionHead } from '../domain/session/control-item.ts';
import { createControlItem } from '../domain/session/create-control-item.ts';
import type { Failure } from '../domain/session/error-category.ts';
import { maxOutputTokensOf } from '../domain/session/reserve-inference.ts';
import { limitsWithin } from '../domain/session/slices.ts';
import type { Slice } from '../domain/session/spending.ts';
import { MAX_BODY_BYTES } from '../domain/session/stored-text.ts';
import type { Caller, TriggerOrigin } from '../domain/session/trigger-origin.ts';
import { toolDefinitions } from '../model-providers/tool-definitions.ts';
import { allDone } from '../runtime/all-done.ts';
import type { EffectDeps } from './effect-deps.ts';
import { tryEffects } from './perform-effects.ts';

/** Prompt and inputs up to this many bytes stay in the control item, which every step writes whole. */
const HEAD_INLINE_BYTES = 1_024;

export type Start = {
  tenantId: string;
  /** Given by the caller: derived from the occurrence or the idempotency key where a repeat must not start twice. */
  sessionId: string;
  agent: Agent;
  /** Checked against the agent's input schema by the caller. */
  inputs: Record<string, unknown>;
  trigger: TriggerOrigin;
  createdBy: Actor;
  caller?: Caller;
  depth?: number;
  /** The sessions that called each other to get here, the first one first. */
  lineage?: string[];
  /** What the calling session set aside for this one. */
  slice?: Slice | undefined;
};

/** `created: false`: it was started before. `refused`: the agent's model may not be used. */
export type Started = { control: ControlItem; created: boolean; refused?: never } | { refused: Failure };

/** Creates a session and starts its first run; `undefined`: it was started before, and is deleted. */
export async function startSession(start: Start, deps: EffectDeps): Promise<Started | undefined> {
  const { type, source } = start.trigger;
  const [model, tools] = await allDone([
    deps.findModel(start.tenantId, start.agent.model),
    allDone(start.agent.tools.map((tool) => withCalledInputs(start.tenantId, tool, deps))),
    deps.putSource(start.tenantId, { type, name: source.name, project: start.agent.project }),
  ] as const);
  const message = whyNotUsable(model);
  if (message !== undefined) return startedBefore(start, { category: 'INVALID_DEFINITION', message }, deps);
  const head = await headOf(start, { model, tools }, deps);
  const { control, added } = createControlItem(head);
  control.writeId = deps.newWriteId();
  if (!(await deps.control.create(control))) {
    const existing = await deps.control.read(start);
    if (existing === undefined || existing.deleted !== undefined) {
      // Its texts were put again just now, and a deleted session's second purge may be over.
      await deps.projections.purge(start);
      return undefined;
    }
    if (existing.writeId !== control.writeId) return { control: existing, created: false };
  }
  deps.metrics?.add({ name: 'SessionsStarted', value: 1, dimensions: { trigger: type } });
  // Not removed here: the first Advance proves the start and shows the summary anew; else the sweeper repeats both.
  await tryEffects(control, added, deps);
  return { control, created: true };
}

/** What was started while the model could be used is no less started. */
async function startedBefore(start: Start, refused: Failure, deps: EffectDeps): Promise<Started | undefined> {
  const control = await deps.control.read(start);
  if (control === undefined) return { refused };
  return control.deleted === undefined ? { control, created: false } : undefined;
}

type Found = { model: RegisteredModel | undefined; tools: Tool[] };

async function headOf(start: Start, { model, tools }: Found, deps: EffectDeps): Promise<SessionHead> {
  const { agent } = start;
  const definition = definitionOf(agent);
  const values = { ...definition.inputSchema.properties, ...start.inputs };
  const blank = Object.fromEntries(Object.keys(values).map((name) => [name, '']));
  const promptText = renderTemplate(agent.instructions, { ...blank, ...start.inputs });
  const [storedDefinition, prompt, inputs] = await allDone([
    deps.texts.store(start, definitionText(definition, tools), 0),
    deps.texts.store(start, promptText, HEAD_INLINE_BYTES),
    deps.texts.store(start, JSON.stringify(start.inputs), HEAD_INLINE_BYTES),
  ] as const);
  const { provider, modelId, settings } = agent.model;
  return {
    tenantId: start.tenantId,
    sessionId: start.sessionId,
    agent: { agentId: agent.agentId, name: agent.name },
    project: agent.project,
    trigger: start.trigger,
    createdBy: start.createdBy,
    caller: start.caller ?? null,
    depth: start.depth ?? 1,
    lineage: start.lineage,
    startedAt: deps.clock.now(),
    // Kept, so that the session stays where it is when its tenant gets more shards.
    listShard: shardOf(start.sessionId, listShardsOf(deps.listShards, start.tenantId)) || undefined,
    retentionDays: deps.retentionDays,
    model: {
      ...{ provider, modelId, prices: model?.prices, contextTokens: model?.contextTokens },
      ...maxOutputTokensOf(settings),
    },
    limits: limitsWithin(agent.limits, start.slice),
    slice: start.slice,
    contextBytes: Buffer.byteLength(promptText) + Buffer.byteLength(JSON.stringify(toolDefinitions(tools))),
    dailyBlock: deps.tenantBudget.block,
    definition: storedDefinition,
    prompt,
    inputs,
  };
}

/**
 * What the session keeps of the agent. Tools that call a hundred large agents could make that longer than a text may be, and so
 * unreadable: then each stays as it was written, and what it calls checks the arguments.
 */
function definitionText(definition: AgentDefinition, tools: Tool[]): string {
  const text = JSON.stringify({ ...definition, tools });
  return Buffer.byteLength(text) <= MAX_BODY_BYTES ? text : JSON.stringify(definition);
}

/** What a called agent or workflow takes is what its tool takes, unless the tool says otherwise; and so with what it is for. */
async function withCalledInputs(tenantId: string, tool: Tool, deps: EffectDeps): Promise<Tool> {
  if (tool.kind === 'mcp') return withAcceptedOnly(tool);
  if (tool.inputSchema !== undefined || (tool.kind !== 'agent' && tool.kind !== 'workflow')) return tool;
  const called =
    tool.kind === 'agent'
      ? await deps.readAgent(tenantId, tool.agentId)
      : await deps.readWorkflow(tenantId, tool.workflowId);
  if (called === undefined) return tool;
  return { ...tool, inputSchema: called.inputSchema, description: tool.description || called.description };
}
