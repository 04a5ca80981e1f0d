import type { Agent, ApprovalWaiver } from '../../../../shared/domain/agent/agent.ts';
import type { Tool } from '../../../../shared/domain/agent/tool.ts';

/** An agent while it is edited: numbers and JSON are texts until it is saved, so that nothing half typed is lost. */
export type AgentDraft = {
  name: string;
  description: string;
  project: string;
  instructions: string;
  inputs: readonly InputDraft[];
  provider: string;
  modelId: string;
  /** JSON. */
  settings: string;
  tools: readonly ToolDraft[];
  limits: Readonly<Record<LimitName, string>>;
};

export type InputDraft = {
  name: string;
  type: 'string' | 'number' | 'integer' | 'boolean';
  isRequired: boolean;
  description: string;
  /** Everything else of the property, kept as it is: JSON. */
  more: string;
};

/** A tool: its kind, and every field of it as text; JSON where the contract has an object. */
export type ToolDraft = {
  kind: Tool['kind'];
  fields: Readonly<Record<string, string>>;
  /** Who waived its approval, and when; only shown. */
  waived?: Pick<ApprovalWaiver, 'by' | 'at'>;
};

export const LIMIT_NAMES = [
  'maxTurns',
  'maxToolCalls',
  'maxDepth',
  'maxTokens',
  'maxCostUsd',
  'maxActiveSeconds',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** What a new agent begins with: a script that answers, so that it can be run at once. */
export const NEW_AGENT: AgentDraft = {
  name: '',
  description: '',
  project: 'default',
  instructions: '',
  inputs: [],
  provider: 'scripted',
  modelId: 'scripted',
  settings: '{\n  "turns": [\n    { "text": "Hello." }\n  ]\n}',
  tools: [],
  limits: { maxTurns: '50', maxToolCalls: '200', maxDepth: '5', maxTokens: '', maxCostUsd: '', maxActiveSeconds: '' },
};

/** An agent as a draft. */
export function draftOf({ inputSchema, model, limits, tools, ...agent }: Agent): AgentDraft {
  const required = inputSchema.required ?? [];
  return {
    name: agent.name,
    description: agent.description,
    project: agent.project,
    instructions: agent.instructions,
    inputs: Object.entries(inputSchema.properties).map(([name, { type = 'string', description = '', ...more }]) => ({
      name,
      type,
      isRequired: required.includes(name),
      description,
      more: Object.keys(more).length === 0 ? '' : JSON.stringify(more),
    })),
    provider: model.provider,
    modelId: model.modelId,
    settings: model.settings === undefined ? '' : JSON.stringify(model.settings, null, 2),
    tools: tools.map(({ kind, ...fields }) => {
      const waived = agent.approvalWaivers?.find(({ tool }) => tool === fields.name);
      return { kind, fields: textsOf(fields), ...(waived !== undefined && { waived }) };
    }),
    limits: {
      maxTurns: String(limits.maxTurns),
      maxToolCalls: String(limits.maxToolCalls),
      maxDepth: String(limits.maxDepth),
      maxTokens: String(limits.maxTokens ?? ''),
      maxCostUsd: String(limits.maxCostUsd ?? ''),
      maxActiveSeconds: String(limits.maxActiveSeconds ?? ''),
    },
  };
}

function textsOf(fields: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value),
    ]),
  );
}
