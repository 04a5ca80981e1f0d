import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import type { Tool } from '../domain/agent/tool.ts';

/**
 * An agent's tools as its model is told of them, in the agent's order (a stable order keeps prompt caches).
 * An `mcp` tool is left out: it is a server, and what the server offers is known only when it is asked.
 */
export function toolDefinitions(tools: readonly Tool[]): LanguageModelV4FunctionTool[] {
  return tools
    .filter(({ kind }) => kind !== 'mcp')
    .map(({ name, description, inputSchema }) => ({
      type: 'function',
      name,
      ...(description === '' ? {} : { description }),
      // Providers insist on the type, people forget it.
      inputSchema: { type: 'object', ...(inputSchema ?? { properties: {} }) },
    }));
}
