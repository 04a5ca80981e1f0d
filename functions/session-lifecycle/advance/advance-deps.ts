import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { AdvanceOutput } from '../../../shared/contracts/run-payload.ts';
import type { ModelChoice } from '../../../shared/domain/agent/agent.ts';
import type { EffectDeps } from '../../../shared/effects/effect-deps.ts';
import type { Breaker } from '../../../shared/model-providers/breaker.ts';
import type { SessionKey } from '../../../shared/storage/control-store.ts';
import type { ShownEntry } from '../../../shared/storage/shown-entry.ts';
import type { ToolCall } from '../../../shared/tool-runners/run-tool.ts';
import type { ToolOutcome } from '../../../shared/tool-runners/tool-outcome.ts';

export type AdvanceDeps = EffectDeps & {
  resolveModel: (choice: ModelChoice) => Promise<LanguageModelV4>;
  /** Keeps calls from models that fail again and again. */
  breaker: Breaker;
  runTool: (call: ToolCall) => Promise<ToolOutcome>;
  /** Tells the execution where it goes on, by the token of its state. */
  answerRun: (token: string, output: AdvanceOutput) => Promise<void>;
  /** Every projected entry of a session, in order. */
  readEntries: (key: SessionKey) => Promise<ShownEntry[]>;
  /** On a laptop: this process; its claims die with it. */
  bootId: string | undefined;
};
