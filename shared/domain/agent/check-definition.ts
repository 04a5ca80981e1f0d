import type { AgentDefinition } from './agent.ts';
import { brokenSchema } from './broken-schema.ts';
import { checkHttpTool } from './check-http-tool.ts';
import { checkMcpTool } from './check-mcp-tool.ts';
import { functionRefused } from './function-refused.ts';
import { modelChoiceViolations } from './model-providers.ts';
import { type SchemaViolation, schemaViolations } from './schema-violations.ts';
import { RESERVED_NAMES, templateSecrets, templateVariables } from './template.ts';
import type { Tool } from './tool.ts';
import { toolSecretViolations } from './tool-secrets.ts';

/** What a person wrote of a definition as JSON, in UTF-8 bytes (design, section 4: every session keeps a copy). */
export const MAX_DEFINITION_BYTES = 204_800;

/** Length of a definition without what was discovered, which has a limit of its own. */
export function definitionBytes(definition: AgentDefinition): number {
  return new TextEncoder().encode(JSON.stringify(withoutDiscovered(definition))).length;
}

/** What a person wrote of it: what servers offer is for the service to find out. */
export function withoutDiscovered(definition: AgentDefinition): AgentDefinition {
  return {
    ...definition,
    tools: definition.tools.map((tool) => (tool.kind === 'mcp' ? { ...tool, discovered: undefined } : tool)),
  };
}

/** What a deployment lets its tools reach. */
export type ToolReach = {
  /** `host:port` pairs that tools may reach although they are loopback or private. */
  allowedHosts: ReadonlySet<string>;
  /** Names and ARNs of the Lambda functions that tools of the tenant may call. */
  allowedFunctions: ReadonlySet<string>;
};

/**
 * What would make sessions of the agent fail, found when it is saved. Empty: the agent can be started, once its MCP servers
 * have said what they offer.
 */
export function definitionViolations(definition: AgentDefinition, reach: ToolReach): SchemaViolation[] {
  return [
    ...nameViolations(definition),
    ...inputViolations(definition),
    ...instructionViolations(definition),
    ...below('model', modelChoiceViolations(definition.model)),
    ...definition.tools.flatMap((tool, at) =>
      below(`tools.${at}`, [...toolViolations(tool, at, definition.tools), ...outsideViolations(tool, reach)]),
    ),
    ...toolSecretViolations(definition.tools),
  ];
}

function nameViolations({ name }: AgentDefinition): SchemaViolation[] {
  if (!/\p{Cc}|\p{Cs}/u.test(name)) return [];
  return [{ path: 'name', message: 'holds a control character or half of a character; write plain text' }];
}

function inputViolations({ inputSchema: { properties, required = [] } }: AgentDefinition): SchemaViolation[] {
  const reserved = Object.keys(properties).filter((name) => RESERVED_NAMES.includes(name));
  const missing = required.filter((name) => !Object.hasOwn(properties, name));
  return [
    ...reserved.map((name) => ({
      path: `inputSchema.properties.${name}`,
      message: 'is a reserved name; choose another',
    })),
    ...missing.map((name) => ({
      path: 'inputSchema.required',
      message: `names "${name}", which is not among the properties`,
    })),
    ...Object.entries(properties).flatMap(([name, { default: given, ...schema }]) => {
      const broken = brokenSchema(schema);
      const violations = broken.length === 0 && given !== undefined ? schemaViolations(schema, given) : [];
      const defaults = violations.map(({ message }) => ({ path: 'default', message }));
      return below(`inputSchema.properties.${name}`, [...broken, ...defaults]);
    }),
  ];
}

function instructionViolations({ instructions, inputSchema }: AgentDefinition): SchemaViolation[] {
  const used = templateVariables(instructions);
  const unknown = used.filter((name) => !Object.hasOwn(inputSchema.properties, name));
  const unused = (inputSchema.required ?? []).filter((name) => !used.includes(name));
  return [
    ...unknown.map((name) => ({
      path: 'instructions',
      message: `use {{ ${name} }}, but there is no such input; add it to the inputSchema`,
    })),
    ...unused.map((name) => ({
      path: 'inputSchema.required',
      message: `"${name}" is required, but the instructions never use {{ ${name} }}`,
    })),
    ...templateSecrets(instructions).map((name) => ({
      path: 'instructions',
      message: `hold {{ secret:${name} }}: a model must not see secrets; they may stand in the headers of tools only`,
    })),
  ];
}

/** What a tool calls outside the product. */
function outsideViolations(tool: Tool, { allowedHosts: allowed, allowedFunctions }: ToolReach): SchemaViolation[] {
  if (tool.kind === 'http') return checkHttpTool(tool, { allowed });
  if (tool.kind === 'mcp') return checkMcpTool(tool, { allowed });
  if (tool.kind === 'lambda' && !allowedFunctions.has(tool.functionName)) {
    return [{ path: 'functionName', message: functionRefused(tool.functionName, allowedFunctions) }];
  }
  return [];
}

function toolViolations(tool: Tool, at: number, tools: Tool[]): SchemaViolation[] {
  const violations: SchemaViolation[] = [];
  if (tools.findIndex(({ name }) => name === tool.name) < at) {
    violations.push({
      path: 'name',
      message: `another tool is named "${tool.name}" already; names are unique in an agent`,
    });
  }
  return [
    ...violations,
    ...approvalViolations(tool),
    ...below('inputSchema', brokenSchema(tool.inputSchema ?? {})),
    ...formViolations(tool),
  ];
}

function approvalViolations({ kind, approval, destructive, approvalWaiver }: Tool): SchemaViolation[] {
  if (kind === 'manual_task') {
    const fields = Object.entries({ approval, destructive, approvalWaiver });
    return fields
      .filter(([, value]) => value !== undefined && value !== false)
      .map(([path]) => ({ path, message: `a manual task is itself a person's decision; leave ${path} out` }));
  }
  if (approvalWaiver === undefined) return [];
  if (destructive !== true) {
    return [
      {
        path: 'approvalWaiver',
        message: 'there is nothing to waive: the tool is not destructive; label it so, or leave this out',
      },
    ];
  }
  if (approval !== true) return [];
  return [{ path: 'approvalWaiver', message: 'contradicts approval: true; leave one of them out' }];
}

function formViolations(tool: Tool): SchemaViolation[] {
  return tool.kind === 'manual_task' && tool.form !== undefined ? below('form', brokenSchema(tool.form)) : [];
}

function below(path: string, violations: SchemaViolation[]): SchemaViolation[] {
  return violations.map((each) => ({ ...each, path: each.path === '' ? path : `${path}.${each.path}` }));
}
