import * as z from 'zod';
import { agentDefinitionSchema } from '../../../../shared/domain/agent/agent.ts';
import { createJsonReader, type Drafted, type ReadJson } from '../../editing/drafted.ts';
import { plainComplaint } from '../../editing/plain-complaint.ts';
import type { AgentDraft, InputDraft, ToolDraft } from './agent-draft.ts';
import { shownToolFields } from './tool-fields.ts';

type Body = z.input<typeof agentDefinitionSchema>;

/** Reads a draft by the contract's own schema, so that most mistakes are told before anything is sent. */
export function draftedDefinition(draft: AgentDraft): Drafted<Body> {
  const errors: Record<string, string> = {};
  const json = createJsonReader(errors);
  const written = {
    name: draft.name,
    description: draft.description,
    project: draft.project,
    instructions: draft.instructions,
    inputSchema: inputSchemaOf(draft.inputs, json),
    model: { provider: draft.provider, modelId: draft.modelId, settings: json('model.settings', draft.settings) },
    tools: draft.tools.map((tool, index) => toolOf(tool, `tools.${index}`, json)),
    limits: Object.fromEntries(
      Object.entries(draft.limits).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, Number(text)]])),
    ),
  };
  const parsed = agentDefinitionSchema.safeParse(JSON.parse(JSON.stringify(written)), { error: plainComplaint });
  for (const { path, message } of parsed.error?.issues ?? []) errors[path.join('.')] ??= message;
  if (!parsed.success || Object.keys(errors).length > 0) return { errors };
  return { definition: parsed.data };
}

function inputSchemaOf(inputs: readonly InputDraft[], json: ReadJson) {
  const required = inputs.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(
      inputs.map(({ name, type, description, more }) => {
        const rest = z.looseObject({}).safeParse(json(`inputSchema.properties.${name}`, more));
        return [name, { ...rest.data, type, ...(description !== '' && { description }) }];
      }),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function toolOf(tool: ToolDraft, path: string, json: ReadJson) {
  const { kind, fields } = tool;
  const values = shownToolFields(tool).flatMap(({ name, as }) => {
    const text = fields[name] ?? '';
    if (text.trim() === '') return [];
    if (as === 'json') return [[name, json(`${path}.${name}`, text)] as const];
    if (as === 'number') return [[name, Number(text)] as const];
    if (as === 'yes-no') return text === 'true' ? [[name, true] as const] : [];
    return [[name, text] as const];
  });
  return { kind, ...Object.fromEntries(values) };
}
