import type { LanguageModelV4Prompt, LanguageModelV4ToolResultOutput } from '@ai-sdk/provider';
import { RESERVED_NAMES } from '../domain/agent/template.ts';
import { isRecord, parsedJson } from '../domain/session/call-arguments.ts';

/** What a script's placeholders stand for. */
export type ScriptValues = { inputs: Record<string, unknown>; prompt: LanguageModelV4Prompt };

const PLACEHOLDER = /\{\{\s*((?:inputs|calls)\.[^{}]*?)\s*\}\}/g;
const ONLY_PLACEHOLDER = /^\{\{\s*((?:inputs|calls)\.[^{}]*?)\s*\}\}$/;

/**
 * Puts values in place of `{{ inputs.name }}` and `{{ calls.tool.output.path }}` in every string of `value`, once: what a
 * value itself holds is left as it is. A string that is nothing but a placeholder becomes the value with its JSON type.
 * Where there is no value the text says so, since a script has nobody to tell.
 */
export function withScriptValues(value: unknown, values: ScriptValues): unknown {
  if (typeof value === 'string') {
    const [, only] = ONLY_PLACEHOLDER.exec(value) ?? [];
    return only === undefined ? scriptText(value, values) : valueAt(only, values);
  }
  if (Array.isArray(value)) return value.map((inner) => withScriptValues(inner, values));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withScriptValues(inner, values)]));
}

/** The same for a text that has to stay one: values that are no text are written as JSON. */
export function scriptText(text: string, values: ScriptValues): string {
  return text.replaceAll(PLACEHOLDER, (_whole, expression: string) => {
    const value = valueAt(expression, values);
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  });
}

function valueAt(expression: string, { inputs, prompt }: ScriptValues): unknown {
  const [root, ...path] = expression.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  const value = root === 'inputs' ? inside(inputs, path) : outputAt(prompt, path);
  return value === undefined ? `(no value at ${expression})` : value;
}

function outputAt(prompt: LanguageModelV4Prompt, [toolName, output, ...path]: string[]): unknown {
  return output === 'output' ? inside(latestOutput(prompt, toolName), path) : undefined;
}

/** Own properties only, and none of the names that lead into JavaScript's own objects. */
function inside(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((outer, key) => {
    if (Array.isArray(outer)) return /^\d+$/.test(key) ? outer[Number(key)] : undefined;
    if (!isRecord(outer) || RESERVED_NAMES.includes(key) || !Object.hasOwn(outer, key)) return undefined;
    return outer[key];
  }, value);
}

function latestOutput(prompt: LanguageModelV4Prompt, toolName: string | undefined): unknown {
  for (const message of prompt.toReversed()) {
    const parts = message.role === 'tool' ? message.content : [];
    for (const part of parts.toReversed()) {
      if (part.type === 'tool-result' && part.toolName === toolName) return ownOutput(part.output);
    }
  }
  return undefined;
}

/** The tool's own output: as text in a success, inside the error in a failure (see `toolResultForModel`). */
function ownOutput(output: LanguageModelV4ToolResultOutput): unknown {
  switch (output.type) {
    case 'text':
    case 'error-text': {
      const value = parsedJson(output.value);
      return value === undefined ? output.value : value;
    }
    case 'error-json':
      return isRecord(output.value) && Object.hasOwn(output.value, 'output') ? output.value.output : output.value;
    case 'json':
      return output.value;
    default:
      return undefined;
  }
}
