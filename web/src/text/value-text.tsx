import { ForeignText } from './foreign-text.tsx';
import { JsonText } from './json-text.tsx';

type Props = {
  value: unknown;
  /** What its fields are called, by name; those that are not here are called by their name. */
  titles?: Readonly<Record<string, string>>;
};

/** A JSON value for a reader who does not read JSON: an object by its fields, texts with their lines, the rest as JSON. */
export function ValueText({ value, titles = {} }: Props) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return <PlainValue value={value} />;
  return (
    <dl className="fields">
      {Object.entries(value).map(([name, field]) => (
        <div key={name}>
          <dt>
            <ForeignText text={Object.hasOwn(titles, name) ? (titles[name] ?? name) : name} />
          </dt>
          <dd>
            <PlainValue value={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function PlainValue({ value }: { value: unknown }) {
  if (typeof value === 'object' && value !== null) return <JsonText value={value} />;
  return (
    <p className="prose">
      <ForeignText text={plainText(value)} />
    </p>
  );
}

function plainText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return typeof value === 'string' ? value : String(value);
}
