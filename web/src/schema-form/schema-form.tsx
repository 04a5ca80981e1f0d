import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { type FormField as Field, formFields } from './form-fields.ts';
import { type FormValues, WHOLE } from './form-output.ts';

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

function FieldInput({ field, value, onChange }: { field: Field; value: string; onChange: (value: string) => void }) {
  switch (field.kind) {
    case 'boolean':
      return (
        <RadioGroup
          value={value === '' ? null : value}
          items={[
            { value: 'true', label: 'Yes' },
            { value: 'false', label: 'No' },
          ]}
          onChange={({ detail }) => onChange(detail.value)}
        />
      );
    case 'choice':
      return <Choice options={field.options} isRequired={field.isRequired} value={value} onChange={onChange} />;
    case 'long-text':
    case 'list':
    case 'json':
      return (
        <Textarea
          value={value}
          rows={field.kind === 'list' ? 3 : 5}
          spellcheck={field.kind !== 'json'}
          onChange={({ detail }) => onChange(detail.value)}
        />
      );
    case 'date':
    case 'date-time':
      return (
        <input
          className="native-field"
          type={field.kind === 'date' ? 'date' : 'datetime-local'}
          aria-label={field.label}
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
  if (field.kind === 'list') return 'One a line.';
  if (field.kind === 'json') return 'As JSON.';
  return undefined;
}
