import { ForeignText } from './foreign-text.tsx';
import { JsonText } from './json-text.tsx';

/** A JSON value for a reader who does not read JSON: an object by its fields, texts with their lines, the rest as JSON. */
export function ValueText({ value }: { value: unknown }) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return <PlainValue value={value} />;
  return (
    <dl className="fields">
      {Object.entries(value).map(([name, field]) => (
        <div key={name}>
          <dt>
            <ForeignText text={name} />
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
      <ForeignText text={typeof value === 'string' ? value : String(value)} />
    </p>
  );
}
