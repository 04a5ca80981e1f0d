import FormField from '@cloudscape-design/components/form-field';
import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { localDateTime } from '../../time/local-date-time.ts';

/** Asks for a time in the reader's zone; the token holds it in UTC. */
export function StartedForm({ value, onChange, operator }: PropertyFilterProps.ExtendedOperatorFormProps<string>) {
  return (
    <FormField label={operator === '<' ? 'Started before' : 'Started at or after'} description="In your time zone">
      <input
        className="native-field"
        type="datetime-local"
        aria-label={operator === '<' ? 'Started before' : 'Started at or after'}
        value={localDateTime(value ?? '')}
        onChange={({ target }) => onChange(target.value === '' ? null : new Date(target.value).toISOString())}
      />
    </FormField>
  );
}

/** How the token shows the time. */
export function startedText(value: unknown): string {
  const date = new Date(String(value));
  return Number.isNaN(date.getTime())
    ? String(value)
    : date.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}
