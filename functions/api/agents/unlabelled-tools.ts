import { isDeepStrictEqual } from 'node:util';
import type { Tool } from '../../../shared/domain/agent/tool.ts';

/** A destructive tool by its name, and the tool without the label that stands in its place, which may be called otherwise. */
export type Unlabelled = { was: string; now: string; index: number };

/**
 * Tools of an agent that call what was destructive before, and don't say so: those that lost the label under their name, and
 * those that call the same under another one. What did so before, exactly as now, is none.
 */
export function unlabelledTools(tools: readonly Tool[], before: readonly Tool[]): Unlabelled[] {
  const destructive = before.filter((tool) => tool.destructive === true);
  return tools.flatMap((tool, index): Unlabelled[] => {
    if (tool.destructive === true || before.some((one) => isDeepStrictEqual(whatItDoes(one), whatItDoes(tool))))
      return [];
    const was =
      destructive.find(({ name }) => name === tool.name) ?? destructive.find((one) => callsTheSame(one, tool));
    return was === undefined ? [] : [{ was: was.name, now: tool.name, index }];
  });
}

/** Without what is only told of it. */
function whatItDoes(tool: Tool): Tool {
  return { ...tool, description: '', ...(tool.kind === 'mcp' && { discovered: undefined }) };
}

/** Of an MCP server at least one tool, of anything else the same target. */
function callsTheSame(one: Tool, other: Tool): boolean {
  if (one.kind === 'mcp' && other.kind === 'mcp') {
    const { allow } = other;
    const isShared = one.allow === undefined || allow === undefined || one.allow.some((name) => allow.includes(name));
    return isShared && addressOf(one.url) === addressOf(other.url);
  }
  return one.kind === other.kind && isDeepStrictEqual(targetOf(one), targetOf(other));
}

function targetOf(tool: Tool): string[] {
  switch (tool.kind) {
    case 'http':
      return [tool.method, addressOf(tool.url)];
    case 'mcp':
      return [addressOf(tool.url)];
    case 'lambda':
      return [tool.functionName];
    case 'agent':
      return [tool.agentId];
    case 'workflow':
      return [tool.workflowId];
    case 'manual_task':
      return [tool.name];
  }
}

/** However it is written: an address is the same with another case of its host, blanks in a template, or a fragment. */
function addressOf(url: string): string {
  const written = url.replace(/\{\{\s*|\s*\}\}/g, (braces) => braces.trim());
  return (URL.parse(written)?.href ?? written).replace(/#.*$/, '');
}
