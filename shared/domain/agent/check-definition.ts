import type { AgentDefinition } from './agent.ts';
import { brokenSchema } from './broken-schema.ts';
import { checkHttpTool } from './check-http-tool.ts';
import { modelChoiceViolations } from './model-providers.ts';
import { type SchemaViolation, schemaViolations } from './schema-violations.ts';
import { RESERVED_NAMES, templateSecrets, templateVariables } from './template.ts';
import type { Tool } from './tool.ts';
import { toolSecretViolations } from './tool-secrets.ts';

/** The tool kinds that this version can run; an agent with any other could only fail. */
const RUNNABLE_TOOL_KINDS: readonly Tool['kind'][] = ['http', 'manual_task', 'agent', 'workflow'];

/** A definition as JSON, in UTF-8 bytes (design, section 4: every session keeps a copy). */
export const MAX_DEFINITION_BYTES = 204_800;

export function definitionBytes(definition: AgentDefinition): number {
  return new TextEncoder().encode(JSON.stringify(definition)).length;
}

/**
 * What would make sessions of the agent fail, found when it is saved. Empty: the agent can be started.
 * `allowedHosts` holds the `host:port` pairs that tools may reach although they are loopback or private.
 */
export function definitionViolations(
  definition: AgentDefinition,
  { allowedHosts }: { allowedHosts: ReadonlySet<string> },
): SchemaViolation[] {
  return [
    ...nameViolations(definition),
    ...inputViolations(definition),
    ...instructionViolations(definition),
    ...below('model', modelChoiceViolations(definition.model)),
    ...definition.tools.flatMap((tool, at) =>
      below(`tools.${at}`, [
        ...toolViolations(tool, at, definition.tools),
        ...(tool.kind === 'http' ? checkHttpTool(tool, { allowed: allowedHosts }) : []),
      ]),
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

function toolViolations(tool: Tool, at: number, tools: Tool[]): SchemaViolation[] {
  const violations: SchemaViolation[] = [];
  if (tools.findIndex(({ name }) => name === tool.name) < at) {
    violations.push({
      path: 'name',
      message: `another tool is named "${tool.name}" already; names are unique in an agent`,
    });
  }
  if (!RUNNABLE_TOOL_KINDS.includes(tool.kind)) {
    const runnable = RUNNABLE_TOOL_KINDS.join(', ');
    violations.push({
      path: 'kind',
      message: `tools of kind "${tool.kind}" can't be run yet; this version runs: ${runnable}`,
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
