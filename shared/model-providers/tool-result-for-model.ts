import type { JSONValue, LanguageModelV4ToolResultOutput } from '@ai-sdk/provider';
import * as z from 'zod';
import { callArguments, parsedJson } from '../domain/session/call-arguments.ts';
import { type CutText, cutText } from './cut-text.ts';

/** The most of one output that a model is shown, in UTF-8 bytes: about 16,000 tokens, an eighth of a common context. */
const SHOWN_OUTPUT_BYTES = 65_536;
/** An output up to this long costs no more than saying that it is left out, in UTF-8 bytes. */
const SHORT_OUTPUT_BYTES = 200;
/** The most of broken arguments that is quoted back, in UTF-8 bytes. */
const QUOTED_INPUT_BYTES = 1_024;

type SettledCall = {
  state: 'RUNNING' | 'WAITING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  input: string;
  output?: string | undefined;
  error?: { category: string; message: string } | undefined;
  warning?: string | undefined;
};

const jsonSchema: z.ZodType<JSONValue> = z.json();

/**
 * The result of a call as its model reads it. A success is its output's very text, not parsed, so that no number changes;
 * anything else is an error that says the category and what happened, with the output as far as there is one. A warning comes
 * after it. `maxBytes` 0: a long output is left out.
 */
export function toolResultForModel(call: SettledCall, maxBytes = SHOWN_OUTPUT_BYTES): LanguageModelV4ToolResultOutput {
  const output = shownOutput(call.output, maxBytes);
  if (call.state === 'SUCCEEDED')
    return { type: 'text', value: `${output === undefined ? '' : withMarker(output)}${warningOf(call, '\n\n')}` };
  const error = errorOf(call);
  if (output === undefined) return { type: 'error-text', value: `${error.category}: ${error.message}` };
  return { type: 'error-json', value: { error, output: jsonOrText(output) } };
}

function shownOutput(output: string | undefined, maxBytes: number): CutText | undefined {
  if (output === undefined) return undefined;
  if (maxBytes > 0) return cutText(output, Math.min(maxBytes, SHOWN_OUTPUT_BYTES));
  const bytes = Buffer.byteLength(output);
  if (bytes <= SHORT_OUTPUT_BYTES) return cutText(output, SHORT_OUTPUT_BYTES);
  const text = `(${bytes} bytes of output are left out here, because the conversation grew too long.)`;
  return { text, bytes, shown: bytes };
}

function errorOf(call: SettledCall): { category: string; message: string } {
  const { category, message } = call.error ?? withoutReason(call.state);
  return { category, message: `${message}${brokenArguments(call.input)}${warningOf(call, ' ')}`.toWellFormed() };
}

function warningOf({ warning }: SettledCall, before: string): string {
  return warning === undefined ? '' : `${before}Warning: ${warning}`;
}

function withoutReason(state: SettledCall['state']): { category: string; message: string } {
  if (state === 'CANCELED') return { category: 'CANCELED', message: 'The call was canceled.' };
  if (state === 'FAILED') return { category: 'TOOL_FAILED', message: 'The call failed without a reason.' };
  return { category: 'NO_RESULT', message: 'The call has no result yet.' };
}

function brokenArguments(input: string): string {
  if (callArguments(input) !== undefined) return '';
  const quoted = withMarker(cutText(input, QUOTED_INPUT_BYTES));
  return ` The arguments were not a JSON object; they were: ${quoted}`;
}

function withMarker({ text, bytes, shown }: CutText): string {
  return shown === bytes ? text : `${text}\n… cut: ${shown} of ${bytes} bytes shown`;
}

function jsonOrText(output: CutText): JSONValue {
  const whole = output.shown === output.bytes ? jsonSchema.safeParse(parsedJson(output.text)).data : undefined;
  return whole ?? withMarker(output);
}
