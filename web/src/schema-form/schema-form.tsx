import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { type FormField as Field, type FieldKind, formFields, type ItemKind } from './form-fields.ts';
import { type FormValues, isLines, listItems, listText, WHOLE } from './form-output.ts';

type Props = {
  schema: Record<string, unknown>;
  values: FormValues;
  onChange: (values: FormValues) => void;
  /** By field, as `formOutput` gives them. */
  errors: Record<string, string>;
};

/** A form for what a JSON Schema describes; a text field for JSON where it describes something else. */
export function SchemaForm({ schema, values, onChange, errors }: Props) {
  const fields = formFields(schema) ?? [wholeField];
  const names = new Set(fields.map(({ name }) => name));
  const elsewhere = Object.entries(errors).filter(([name]) => !names.has(name));
  return (
    <SpaceBetween size="m">
      {elsewhere.length > 0 && <Alert type="error">{elsewhere.map(([, message]) => message).join(' ')}</Alert>}
      {fields.map((field) => (
        <FormField
          key={field.name}
          label={
            <>
              {field.label}
              {!field.isRequired && <i className="entry-soft"> - optional</i>}
            </>
          }
          description={field.help === '' ? undefined : field.help}
          constraintText={constraintOf(field)}
          errorText={errors[field.name]}
        >
          <FieldInput
            field={field}
            label={field.label}
            isRequired={field.isRequired}
            value={values[field.name] ?? ''}
            onChange={(value) => onChange({ ...values, [field.name]: value })}
          />
        </FormField>
      ))}
    </SpaceBetween>
  );
}

const wholeField: Field = {
  kind: 'json',
  name: WHOLE,
  label: 'Value',
  help: '',
  isRequired: true,
  default: undefined,
};

type InputProps<Kind> = {
  field: Kind;
  label: string;
  isRequired: boolean;
  value: string;
  onChange: (value: string) => void;
};

function FieldInput({ field, ...props }: InputProps<FieldKind>) {
  if (field.kind === 'list') return <ListInput {...props} of={field.of} />;
  if (field.kind !== 'json') return <ItemInput {...props} field={field} />;
  return (
    <Textarea
      className="code-field"
      value={props.value}
      rows={5}
      spellcheck={false}
      onChange={({ detail }) => props.onChange(detail.value)}
    />
  );
}

function ItemInput({ field, label, isRequired, value, onChange }: InputProps<ItemKind>) {
  switch (field.kind) {
    case 'boolean':
      return (
        <RadioGroup
          ariaLabel={label}
          value={value === '' ? null : value}
          items={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]}
          onChange={({ detail }) => onChange(detail.value)}
        />
      );
    case 'choice':
      return <Choice options={field.options} isRequired={isRequired} value={value} onChange={onChange} />;
    case 'long-text':
      return <Textarea ariaLabel={label} value={value} rows={5} onChange={({ detail }) => onChange(detail.value)} />;
    case 'date':
    case 'date-time':
      return (
        <input
          className="native-field"
          type={field.kind === 'date' ? 'date' : 'datetime-local'}
          aria-label={label}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      );
    default:
      return (
        <Input
          value={value}
          inputMode={field.kind === 'number' ? 'decimal' : 'text'}
          onChange={({ detail }) => onChange(detail.value)}
        />
      );
  }
}

function ListInput({ of, label, value, onChange }: Omit<InputProps<never>, 'field'> & { of: ItemKind }) {
  if (isLines(of)) return <Textarea value={value} rows={3} onChange={({ detail }) => onChange(detail.value)} />;
  if (of.kind === 'choice') return <Choices options={of.options} value={value} onChange={onChange} />;
  const items = listItems(value);
  return (
    <SpaceBetween size="xs">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the items of a list have no other name, and no state.
        <div key={index} className="list-item">
          <ItemInput
            field={of}
            label={`${label}, item ${index + 1}`}
            isRequired
            value={item}
            onChange={(changed) => onChange(listText(items.with(index, changed)))}
          />
          <Button
            iconName="remove"
            variant="icon"
            ariaLabel={`Remove item ${index + 1} of ${label}`}
            onClick={() => onChange(listText(items.toSpliced(index, 1)))}
          />
        </div>
      ))}
      <Button iconName="add-plus" onClick={() => onChange(listText([...items, '']))}>
        Add
      </Button>
    </SpaceBetween>
  );
}

function Choices({ options, value, onChange }: Omit<ChoiceProps, 'isRequired'>) {
  const choices = options.map((option, index) => ({ value: String(index), label: String(option) }));
  const chosen = listItems(value);
  return (
    <Multiselect
      placeholder="Choose any number"
      selectedOptions={choices.filter((choice) => chosen.includes(choice.value))}
      options={choices}
      onChange={({ detail }) => onChange(listText(detail.selectedOptions.map((option) => option.value ?? '')))}
    />
  );
}

type ChoiceProps = {
  options: readonly unknown[];
  isRequired: boolean;
  value: string;
  onChange: (value: string) => void;
};

function Choice({ options, isRequired, value, onChange }: ChoiceProps) {
  const choices = options.map((option, index) => ({ value: String(index), label: String(option) }));
  const none = { value: '', label: 'Nothing' };
  return (
    <Select
      placeholder="Choose"
      selectedOption={choices.find((choice) => choice.value === value) ?? null}
      options={isRequired ? choices : [none, ...choices]}
      onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
    />
  );
}

function constraintOf(field: Field): string | undefined {
  if (field.kind === 'list' && isLines(field.of)) return 'One a line.';
  if (field.kind === 'json') return 'As JSON.';
  return undefined;
}
