import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { callableTools } from '../domain/agent/callable-tools.ts';
import type { Tool } from '../domain/agent/tool.ts';

/** An agent's tools as its model is told of them, in the agent's order (a stable order keeps prompt caches). */
export function toolDefinitions(tools: readonly Tool[]): LanguageModelV4FunctionTool[] {
  return callableTools(tools).map(({ name, description, inputSchema }) => ({
    type: 'function',
    name,
    ...(description === '' ? {} : { description }),
    // Providers insist on the type, people forget it.
    inputSchema: { type: 'object', ...(inputSchema ?? { properties: {} }) },
  }));
}
