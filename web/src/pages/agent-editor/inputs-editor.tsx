import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Checkbox from '@cloudscape-design/components/checkbox';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { errorFor } from '../../design-system/error-for.ts';
import type { InputDraft } from './agent-draft.ts';

const TYPES = [
  { value: 'string', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'integer', label: 'Whole number' },
  { value: 'boolean', label: 'Yes or no' },
] as const;

type Props = {
  inputs: readonly InputDraft[];
  errors: Readonly<Record<string, string>>;
  isReadOnly: boolean;
  onChange: (inputs: readonly InputDraft[]) => void;
};

/** What a start gives the agent, for the `{{ name }}` of its instructions. */
export function InputsEditor({ inputs, errors, isReadOnly, onChange }: Props) {
  const set = (index: number, change: Partial<InputDraft>) =>
    onChange(inputs.map((input, at) => (at === index ? { ...input, ...change } : input)));
  return (
    <AttributeEditor
      items={inputs}
      empty="This agent takes no inputs. Write {{ name }} in the instructions to use one."
      addButtonText="Add input"
      removeButtonText="Remove"
      disableAddButton={isReadOnly}
      isItemRemovable={() => !isReadOnly}
      onAddButtonClick={() =>
        onChange([...inputs, { name: '', type: 'string', isRequired: true, description: '', more: '' }])
      }
      onRemoveButtonClick={({ detail }) => onChange(inputs.filter((_, index) => index !== detail.itemIndex))}
      gridLayout={[
        { rows: [[1], [1], [1], [1], [1]] },
        { breakpoint: 's', rows: [[3, 2, 3, 3, 2]], removeButton: { width: 'auto' } },
      ]}
      definition={[
        {
          label: 'Name',
          control: ({ name }, index) => (
            <Input value={name} readOnly={isReadOnly} onChange={({ detail }) => set(index, { name: detail.value })} />
          ),
          errorText: ({ name }) => errorFor(errors, `inputSchema.properties.${name}`),
        },
        {
          label: 'Type',
          control: ({ type }, index) => (
            <Select
              selectedOption={TYPES.find(({ value }) => value === type) ?? null}
              options={TYPES}
              disabled={isReadOnly}
              onChange={({ detail }) =>
                set(index, {
                  type: TYPES.find(({ value }) => value === detail.selectedOption.value)?.value ?? 'string',
                })
              }
            />
          ),
        },
        {
          label: 'Description',
          control: ({ description }, index) => (
            <Input
              value={description}
              readOnly={isReadOnly}
              onChange={({ detail }) => set(index, { description: detail.value })}
            />
          ),
        },
        {
          label: 'Further rules (JSON)',
          control: ({ more }, index) => (
            <Input value={more} readOnly={isReadOnly} onChange={({ detail }) => set(index, { more: detail.value })} />
          ),
        },
        {
          label: 'Required',
          control: ({ isRequired, name }, index) => (
            <Checkbox
              checked={isRequired}
              readOnly={isReadOnly}
              ariaLabel={`The input ${name} is required`}
              onChange={({ detail }) => set(index, { isRequired: detail.checked })}
            />
          ),
        },
      ]}
    />
  );
}
