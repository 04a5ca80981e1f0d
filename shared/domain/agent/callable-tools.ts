import type { McpTool, Tool } from './tool.ts';

/** Something that a model may call by `name`: a tool, or one of the many of an `mcp` tool. */
export type CallableTool = {
  name: string;
  /** As the agent has it: the server, for one of its tools. */
  tool: Tool;
  description: string;
  /** JSON Schema of the arguments; absent: any object. */
  inputSchema: Record<string, unknown> | undefined;
};

/** What an agent's tools are to its model, in the agent's order. Of an MCP server: what a person has accepted, and that only. */
export function callableTools(tools: readonly Tool[]): CallableTool[] {
  return tools.flatMap((tool): CallableTool[] => {
    const { name, description, inputSchema } = tool;
    if (tool.kind !== 'mcp') return [{ name, tool, description, inputSchema }];
    return (tool.discovered?.tools ?? [])
      .filter(({ state }) => state === 'accepted')
      .map(({ calledAs, description, inputSchema }) => ({ name: calledAs, tool, description, inputSchema }));
  });
}

/** A server as a session keeps it: with what its model may call, so that nothing else is read in any turn. */
export function withAcceptedOnly(tool: McpTool): McpTool {
  if (tool.discovered === undefined) return tool;
  const { at, tools } = tool.discovered;
  return { ...tool, discovered: { at, tools: tools.filter(({ state }) => state === 'accepted') } };
}
