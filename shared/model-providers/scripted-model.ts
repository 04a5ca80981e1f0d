import {
  APICallError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4Content,
  type LanguageModelV4GenerateResult,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider';
import * as z from 'zod';
import type { ScriptedSettings, ScriptedTurn } from '../domain/agent/scripted-settings.ts';
import type { Tokens } from '../domain/session/usage.ts';
import type { Clock } from '../runtime/clock.ts';
import { type ScriptValues, scriptText, withScriptValues } from './script-values.ts';

/** What the lifecycle passes as `providerOptions.scripted`. */
const scriptPositionSchema = z.object({
  /** Which turn to play, from 0: turns recorded + failed attempts. */
  attempt: z.number().int().nonnegative(),
  inputs: z.record(z.string(), z.unknown()).default({}),
});

/**
 * A model that plays the turns written in its settings: the same conversation always gets the same answer.
 * A turn without `usage` costs 0 tokens. Behind the last turn the answer is `(end of script)`.
 */
export function scriptedModel(script: { settings: ScriptedSettings; clock: Clock }): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    doGenerate: (options) => playTurn(script, options),
    doStream: async () => {
      throw new UnsupportedFunctionalityError({ functionality: 'streaming from the scripted model' });
    },
  };
}

async function playTurn(
  { settings, clock }: { settings: ScriptedSettings; clock: Clock },
  { prompt, providerOptions, abortSignal }: LanguageModelV4CallOptions,
): Promise<LanguageModelV4GenerateResult> {
  const { attempt, inputs } = scriptPositionSchema.parse(providerOptions?.scripted);
  const turn: ScriptedTurn = settings.turns[attempt] ?? { text: '(end of script)' };
  abortSignal?.throwIfAborted();
  if (turn.delayMs !== undefined && turn.delayMs > 0) await clock.delay(turn.delayMs, abortSignal);
  if (turn.error !== undefined) throw providerError(turn.error);
  const asksForTools = turn.toolCalls !== undefined && turn.toolCalls.length > 0;
  return {
    content: contentOf(turn, attempt, { inputs, prompt }),
    finishReason: { unified: asksForTools ? 'tool-calls' : 'stop', raw: undefined },
    usage: usageOf(turn.usage ?? { inputTokens: 0, outputTokens: 0 }),
    warnings: [],
  };
}

function providerError({ status, message }: { status: number; message: string }): APICallError {
  return new APICallError({ message, statusCode: status, url: 'scripted:', requestBodyValues: {} });
}

function contentOf(turn: ScriptedTurn, attempt: number, values: ScriptValues): LanguageModelV4Content[] {
  const reasoning = turn.reasoning === undefined ? [] : [{ type: 'reasoning', text: turn.reasoning } as const];
  const text = turn.text === undefined ? [] : [{ type: 'text', text: turn.text } as const];
  const calls = (turn.toolCalls ?? []).map(
    ({ toolName, input }, index) =>
      ({
        type: 'tool-call',
        toolCallId: `call_${attempt}_${index}`,
        toolName,
        input: argumentsText(withScriptValues(input, values)),
      }) as const,
  );
  return [...[...reasoning, ...text].map((part) => ({ ...part, text: scriptText(part.text, values) })), ...calls];
}

/** A string is the arguments' very text, so that a script can write malformed JSON. */
function argumentsText(input: unknown): string {
  return typeof input === 'string' ? input : (JSON.stringify(input) ?? '');
}

function usageOf({ inputTokens, outputTokens }: Tokens): LanguageModelV4GenerateResult['usage'] {
  return {
    inputTokens: { total: inputTokens, noCache: inputTokens, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: outputTokens, text: outputTokens, reasoning: 0 },
  };
}
