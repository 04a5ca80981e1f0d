import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import type { McpTool } from '../../../../shared/domain/agent/tool.ts';
import { errorFor } from '../../design-system/error-for.ts';
import { TimeText } from '../../time/time-text.tsx';
import type { ToolDraft } from './agent-draft.ts';
import { DiscoveredTools } from './discovered-tools.tsx';
import { shownToolFields, TOOL_KIND_TEXTS, type ToolField } from './tool-fields.ts';

type Props = {
  tool: ToolDraft;
  /** Dotted, as the service names its fields. */
  path: string;
  errors: Readonly<Record<string, string>>;
  isReadOnly: boolean;
  /** The MCP server as it is saved, if this is one. */
  server?: McpTool | undefined;
  onAccept: (toolName: string) => void;
  onChange: (tool: ToolDraft) => void;
  onRemove: () => void;
};

/** One tool of an agent, with the fields of its kind. */
export function ToolEditor({ tool, path, errors, isReadOnly, server, onAccept, onChange, onRemove }: Props) {
  const isWrong = Object.keys(errors).some((at) => at === path || at.startsWith(`${path}.`));
  const name = tool.fields.name ?? '';
  const [isNew] = useState(name === '');
  const [folded, setFolded] = useState<boolean>();
  return (
    <ExpandableSection
      variant="container"
      headerText={name === '' ? 'New tool' : name}
      headerDescription={TOOL_KIND_TEXTS[tool.kind]}
      expanded={isWrong || !(folded ?? !isNew)}
      onChange={({ detail }) => setFolded(!detail.expanded)}
      headerActions={
        <Button disabled={isReadOnly} ariaLabel={`Remove the tool ${name}`} onClick={onRemove}>
          Remove
        </Button>
      }
    >
      <SpaceBetween size="m">
        {(errors[path] ?? errors[`${path}.kind`]) !== undefined && (
          <Alert type="error">{errors[path] ?? errors[`${path}.kind`]}</Alert>
        )}
        {shownToolFields(tool).map((field) => (
          <FormField
            key={field.name}
            label={field.as === 'yes-no' ? undefined : field.label}
            description={field.as === 'yes-no' ? undefined : field.help}
            errorText={errorFor(errors, `${path}.${field.name}`)}
            constraintText={field.name === 'approvalWaiver' ? waivedBy(tool) : undefined}
          >
            <ToolFieldInput
              field={field}
              value={tool.fields[field.name] ?? ''}
              isReadOnly={isReadOnly}
              onChange={(value) => onChange({ ...tool, fields: { ...tool.fields, [field.name]: value } })}
            />
          </FormField>
        ))}
        {server !== undefined && <DiscoveredTools server={server} isReadOnly={isReadOnly} onAccept={onAccept} />}
      </SpaceBetween>
    </ExpandableSection>
  );
}

function waivedBy({ waived }: ToolDraft) {
  return (
    waived && (
      <>
        Given by {waived.by.name}, <TimeText at={waived.at} />
      </>
    )
  );
}

type InputProps = { field: ToolField; value: string; isReadOnly: boolean; onChange: (value: string) => void };

function ToolFieldInput({ field, value, isReadOnly, onChange }: InputProps) {
  const { as } = field;
  if (typeof as === 'object') {
    return (
      <Select
        placeholder="Choose"
        disabled={isReadOnly}
        selectedOption={value === '' ? null : { value, label: value }}
        options={as.choices.map((choice) => ({ value: choice, label: choice }))}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    );
  }
  if (as === 'yes-no') {
    return (
      <Checkbox
        checked={value === 'true'}
        readOnly={isReadOnly}
        description={field.help}
        onChange={({ detail }) => onChange(String(detail.checked))}
      >
        {field.label}
      </Checkbox>
    );
  }
  if (as === 'json' || as === 'lines') {
    return (
      <Textarea
        className={as === 'json' ? 'code-field' : undefined}
        value={value}
        readOnly={isReadOnly}
        rows={Math.min(14, Math.max(2, value.split('\n').length))}
        spellcheck={as === 'lines'}
        onChange={({ detail }) => onChange(detail.value)}
      />
    );
  }
  return (
    <Input
      value={value}
      readOnly={isReadOnly}
      inputMode={as === 'number' ? 'numeric' : 'text'}
      onChange={({ detail }) => onChange(detail.value)}
    />
  );
}
