import type { Tool } from '../../../../shared/domain/agent/tool.ts';
import type { ToolDraft } from './agent-draft.ts';

/** How a field of a tool is edited. */
export type ToolField = {
  name: string;
  label: string;
  help?: string;
  /** Only there while this yes-or-no field is ticked. */
  onlyWith?: string;
  as: 'line' | 'lines' | 'json' | 'number' | 'yes-no' | { choices: readonly string[] };
};

const NAME: ToolField = { name: 'name', label: 'Name', help: 'By which the model calls it.', as: 'line' };
const DESCRIPTION: ToolField = {
  name: 'description',
  label: 'Description',
  help: 'Tells the model when to use it.',
  as: 'lines',
};
const INPUT_SCHEMA: ToolField = {
  name: 'inputSchema',
  label: 'Input schema',
  help: 'JSON Schema of the arguments.',
  as: 'json',
};
const APPROVAL: ToolField = {
  name: 'approval',
  label: 'Ask a person first',
  help: 'A manual task shows the exact arguments before each call.',
  as: 'yes-no',
};
const DESTRUCTIVE: ToolField = {
  name: 'destructive',
  label: 'Destructive',
  help: 'What it does can not be undone, or harms when it is wrong: a person is asked before each call.',
  as: 'yes-no',
};
const APPROVAL_WAIVER: ToolField = {
  name: 'approvalWaiver',
  label: 'Why nobody need be asked',
  help: 'Only an admin can give or change this reason; it holds while the tool stays as it is. Empty: a person is asked.',
  onlyWith: DESTRUCTIVE.name,
  as: 'lines',
};
const REPEATABLE: ToolField = {
  name: 'repeatable',
  label: 'May be repeated',
  help: 'After a crash, when nobody knows whether the call was made.',
  as: 'yes-no',
};
const TIMEOUT: ToolField = { name: 'timeoutSeconds', label: 'Time limit in seconds', as: 'number' };
const HEADERS: ToolField = { name: 'headers', label: 'Headers', help: 'Secrets as {{ secret:NAME }}.', as: 'json' };

const OF_KIND: Record<Tool['kind'], ToolField[]> = {
  http: [
    { name: 'method', label: 'Method', as: { choices: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] } },
    {
      name: 'url',
      label: 'Address',
      help: 'Arguments in path and query as {{ name }}; the host is fixed.',
      as: 'line',
    },
    HEADERS,
    { name: 'body', label: 'Body', help: 'A template, as JSON.', as: 'json' },
  ],
  mcp: [
    { name: 'url', label: 'Address of the MCP server', as: 'line' },
    HEADERS,
    { name: 'allow', label: 'Tools of it that may be used', help: 'A list as JSON; without it, all.', as: 'json' },
  ],
  lambda: [{ name: 'functionName', label: 'Function name', help: 'One that the deployment allows.', as: 'line' }],
  manual_task: [
    { name: 'form', label: 'Form', help: 'JSON Schema of what the person fills in.', as: 'json' },
    { name: 'assignee', label: 'For', help: 'User id of who is to do it; empty for anybody.', as: 'line' },
  ],
  agent: [{ name: 'agentId', label: 'Agent id', as: 'line' }],
  workflow: [{ name: 'workflowId', label: 'Workflow id', as: 'line' }],
};

/** The fields of a tool of this kind, in the order in which they are filled in. */
function toolFields(kind: Tool['kind']): ToolField[] {
  // What its tools take, a server says itself.
  const takes = kind === 'mcp' ? [] : [INPUT_SCHEMA];
  const asking = kind === 'manual_task' ? [APPROVAL] : [APPROVAL, DESTRUCTIVE, APPROVAL_WAIVER];
  return [NAME, DESCRIPTION, ...OF_KIND[kind], ...takes, TIMEOUT, ...asking, REPEATABLE];
}

/** The fields that a tool has as far as it is filled in. */
export function shownToolFields({ kind, fields }: ToolDraft): ToolField[] {
  return toolFields(kind).filter(({ onlyWith }) => onlyWith === undefined || fields[onlyWith] === 'true');
}

export const TOOL_KIND_TEXTS: Record<Tool['kind'], string> = {
  http: 'HTTP request',
  mcp: 'MCP server',
  lambda: 'Lambda function',
  manual_task: 'Manual task',
  agent: 'Another agent',
  workflow: 'Workflow',
};
