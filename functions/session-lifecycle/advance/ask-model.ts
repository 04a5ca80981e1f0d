import type { LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import type { ControlItem } from '../../../shared/domain/session/control-item.ts';
import { withCachePoints } from '../../../shared/model-providers/cache-points.ts';
import { callSettings } from '../../../shared/model-providers/call-settings.ts';
import { contextTokensOf } from '../../../shared/model-providers/context-tokens.ts';
import { notEmpty } from '../../../shared/model-providers/empty-answer.ts';
import { type Fitted, fitConversation } from '../../../shared/model-providers/fit-conversation.ts';
import { modelFailure } from '../../../shared/model-providers/model-failure.ts';
import { toolDefinitions } from '../../../shared/model-providers/tool-definitions.ts';
import { timeLimit } from '../../../shared/tool-runners/time-limit.ts';
import type { Drive, Loaded } from './drive.ts';

/** What the model answered, and what was left out of the conversation to ask it. */
export type Asked = { result: LanguageModelV4GenerateResult } & Omit<Fitted, 'prompt'>;

/**
 * Asks the session's model for its next turn, within `timeMs`. A conversation that it finds too long is cut harder once.
 * @throws what `modelFailure` judges.
 */
export async function askModel(drive: Drive, loaded: Loaded, timeMs: number): Promise<Asked> {
  const { definition, prompt, inputs, said } = loaded;
  const model = await drive.deps.resolveModel(definition.model);
  const attempt = drive.control.turns + drive.control.failedAttempts;
  const contextTokens = contextTokensOf(drive.control.head.model);
  const settings = { ...callSettings(definition.model, contextTokens), ...mostOutput(drive.control) };
  const tools = toolDefinitions(definition.tools);
  const fitted = (harder: boolean) =>
    fitConversation({ prompt, entries: [...said.values()] }, loaded.leftOut, {
      ...{ tools, harder, maxOutputTokens: settings.maxOutputTokens },
      contextTokens,
    });
  const limit = timeLimit({ clock: drive.deps.clock, ms: timeMs });
  const ask = async ({ leftOut, compacted, ...shown }: Fitted): Promise<Asked> => {
    const result = await model.doGenerate({
      ...settings,
      prompt: withCachePoints(shown.prompt, definition.model),
      tools,
      providerOptions: {
        ...settings.providerOptions,
        scripted: { attempt, inputs: JSON.parse(JSON.stringify(inputs)) },
      },
      abortSignal: limit.signal,
    });
    return { result: notEmpty(result), leftOut, compacted };
  };
  try {
    return await ask(fitted(false));
  } catch (error) {
    const shorter = isTooLong(drive, error) ? fitted(true) : undefined;
    if (shorter?.compacted === undefined) throw error;
    return await ask(shorter);
  } finally {
    limit.end();
  }
}

/** No longer than what is reserved for it, which is within the agent's own setting. */
function mostOutput({ reserved }: ControlItem): { maxOutputTokens?: number } {
  return reserved === undefined ? {} : { maxOutputTokens: reserved.outputTokens };
}

function isTooLong({ control, deps }: Drive, error: unknown): boolean {
  const failed = modelFailure(error, { ...control.head.model, now: deps.clock.now() });
  return !failed.retry && failed.tooLong === true;
}
