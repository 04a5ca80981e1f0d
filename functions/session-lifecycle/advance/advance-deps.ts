import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelChoice } from '../../../shared/domain/agent/agent.ts';
import type { Tool } from '../../../shared/domain/agent/tool.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import type { Breaker } from '../../../shared/model-providers/breaker.ts';
import type { SessionKey } from '../../../shared/storage/control-store.ts';
import type { ShownEntry } from '../../../shared/storage/shown-entry.ts';
import type { ToolOutcome } from '../../../shared/tool-runners/tool-outcome.ts';

/** One call of a tool, as a runner is given it. */
export type ToolCall = {
  tenantId: string;
  tool: Tool;
  args: Record<string, unknown>;
  idempotencyKey: string;
  /** The secrets that the tools of the agent name. */
  secretNames: readonly string[];
  /** By which the tool's own spans join the session's trace (W3C Trace Context); absent: spans go nowhere. */
  traceparent?: string | undefined;
};

export type AdvanceDeps = EffectDeps & {
  resolveModel: (choice: ModelChoice) => Promise<LanguageModelV4>;
  /** Keeps calls from models that fail again and again. */
  breaker: Breaker;
  runTool: (call: ToolCall) => Promise<ToolOutcome>;
  /** Every projected entry of a session, in order. */
  readEntries: (key: SessionKey) => Promise<ShownEntry[]>;
  /** On a laptop: this process; its claims die with it. */
  bootId: string | undefined;
};
