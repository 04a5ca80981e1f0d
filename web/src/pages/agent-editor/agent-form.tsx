import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import type { Agent } from '../../../../shared/domain/agent/agent.ts';
import { TOOL_KINDS } from '../../../../shared/domain/session/entry.ts';
import { useRegisteredModels } from '../../models/use-registered-models.ts';
import { type AgentDraft, LIMIT_NAMES, type LimitName } from './agent-draft.ts';
import { InputsEditor } from './inputs-editor.tsx';
import { whyCostIsNotCounted } from './model-choice.ts';
import { ModelSection } from './model-section.tsx';
import { RecognisedInputs } from './recognised-inputs.tsx';
import { ToolEditor } from './tool-editor.tsx';
import { TOOL_KIND_TEXTS } from './tool-fields.ts';

type Props = {
  draft: AgentDraft;
  /** By the contract's dotted path. */
  errors: Readonly<Record<string, string>>;
  isReadOnly: boolean;
  /** The agent as it is saved, for what the service has found out about its tools. */
  saved: Agent | undefined;
  onAccept: (toolName: string) => void;
  onChange: (draft: AgentDraft) => void;
};

/** Everything of an agent that a person writes. */
export function AgentForm(props: Props) {
  return (
    <SpaceBetween size="l">
      <About {...props} />
      <Instructions {...props} />
      <ModelSection {...props} />
      <Tools {...props} />
      <Limits {...props} />
    </SpaceBetween>
  );
}

function About({ draft, errors, isReadOnly, onChange }: Props) {
  return (
    <Container header={<Header variant="h2">About</Header>}>
      <SpaceBetween size="m">
        <ColumnLayout columns={2}>
          <FormField label="Name" errorText={errors.name}>
            <Input
              value={draft.name}
              readOnly={isReadOnly}
              onChange={({ detail }) => onChange({ ...draft, name: detail.value })}
            />
          </FormField>
          <FormField label="Project" errorText={errors.project}>
            <Input
              value={draft.project}
              readOnly={isReadOnly}
              onChange={({ detail }) => onChange({ ...draft, project: detail.value })}
            />
          </FormField>
        </ColumnLayout>
        <FormField
          label="Description"
          description="For people, and for agents that may call this one."
          errorText={errors.description}
          stretch
        >
          <Textarea
            rows={2}
            value={draft.description}
            readOnly={isReadOnly}
            onChange={({ detail }) => onChange({ ...draft, description: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

function Instructions({ draft, errors, isReadOnly, onChange }: Props) {
  const add = (names: readonly string[]) =>
    onChange({
      ...draft,
      inputs: [
        ...draft.inputs,
        ...names.map((name) => ({ name, type: 'string' as const, isRequired: true, description: '', more: '' })),
      ],
    });
  return (
    <Container header={<Header variant="h2">Instructions and inputs</Header>}>
      <SpaceBetween size="m">
        <FormField
          label="Instructions"
          description="What the agent is to do. Write {{ name }} where an input belongs."
          errorText={errors.instructions}
          stretch
        >
          <Textarea
            rows={8}
            value={draft.instructions}
            readOnly={isReadOnly}
            onChange={({ detail }) => onChange({ ...draft, instructions: detail.value })}
          />
        </FormField>
        <RecognisedInputs instructions={draft.instructions} inputs={draft.inputs} onAdd={add} />
        <FormField label="Inputs" errorText={errors.inputSchema ?? errors['inputSchema.required']} stretch>
          <InputsEditor
            inputs={draft.inputs}
            errors={errors}
            isReadOnly={isReadOnly}
            onChange={(inputs) => onChange({ ...draft, inputs })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

function Tools({ draft, errors, isReadOnly, saved, onAccept, onChange }: Props) {
  return (
    <SpaceBetween size="s">
      <Header
        variant="h2"
        counter={`(${draft.tools.length})`}
        actions={
          <ButtonDropdown
            disabled={isReadOnly}
            items={TOOL_KINDS.map((id) => ({ id, text: TOOL_KIND_TEXTS[id] }))}
            onItemClick={({ detail }) => {
              const kind = TOOL_KINDS.find((one) => one === detail.id);
              if (kind !== undefined) onChange({ ...draft, tools: [...draft.tools, { kind, fields: {} }] });
            }}
          >
            Add tool
          </ButtonDropdown>
        }
      >
        Tools
      </Header>
      {draft.tools.map((tool, index) => (
        <ToolEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: a tool's name changes while it is typed; its place does not.
          key={index}
          tool={tool}
          path={`tools.${index}`}
          errors={errors}
          isReadOnly={isReadOnly}
          server={saved?.tools.filter((one) => one.kind === 'mcp').find(({ url }) => url === tool.fields.url)}
          onAccept={onAccept}
          onChange={(changed) =>
            onChange({ ...draft, tools: draft.tools.map((one, at) => (at === index ? changed : one)) })
          }
          onRemove={() => onChange({ ...draft, tools: draft.tools.filter((_, at) => at !== index) })}
        />
      ))}
      {draft.tools.length === 0 && <span className="entry-soft">This agent can only think and answer.</span>}
    </SpaceBetween>
  );
}

const LIMIT_TEXTS: Record<LimitName, string> = {
  maxTurns: 'Turns',
  maxToolCalls: 'Tool calls',
  maxDepth: 'Depth of called agents',
  maxTokens: 'Tokens',
  maxCostUsd: 'Cost in US dollars',
  maxActiveSeconds: 'Active seconds',
};

function Limits({ draft, errors, isReadOnly, onChange }: Props) {
  const { data: models } = useRegisteredModels();
  const warnings: Partial<Record<LimitName, string | undefined>> = {
    maxCostUsd: draft.limits.maxCostUsd.trim() === '' ? undefined : whyCostIsNotCounted(models, draft),
  };
  return (
    <Container
      header={
        <Header variant="h2" description="A session that reaches one of them fails and says which.">
          Limits
        </Header>
      }
    >
      <ColumnLayout columns={3}>
        {LIMIT_NAMES.map((name) => (
          <FormField
            key={name}
            label={LIMIT_TEXTS[name]}
            errorText={errors[`limits.${name}`]}
            warningText={warnings[name]}
          >
            <Input
              value={draft.limits[name]}
              readOnly={isReadOnly}
              inputMode="decimal"
              placeholder="No limit"
              onChange={({ detail }) => onChange({ ...draft, limits: { ...draft.limits, [name]: detail.value } })}
            />
          </FormField>
        ))}
      </ColumnLayout>
    </Container>
  );
}
