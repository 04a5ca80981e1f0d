import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { EntryResponse } from '../../../../../shared/contracts/entry-response-schema.ts';
import { routes } from '../../../../../shared/contracts/routes.ts';
import { useApi } from '../../../api-client/use-api.ts';
import { useTell } from '../../../design-system/notices.tsx';
import { CopyButton } from '../../../text/copy-button.tsx';
import { ForeignText } from '../../../text/foreign-text.tsx';
import { JsonText, prettyJson } from '../../../text/json-text.tsx';

type Field = EntryResponse['truncated'][number];

/** One long field of an entry, with what it is called, a way to copy it, and to all of it where this is the beginning only. */
export function EntryBody({
  sessionId,
  entry,
  field,
  title,
  value,
}: {
  sessionId: string;
  entry: EntryResponse;
  field: Field;
  title: string;
  value: unknown;
}) {
  const api = useApi();
  const tell = useTell();
  const [whole, setWhole] = useState<{ value: unknown }>();
  const [isLoading, setLoading] = useState(false);
  const isPreview = entry.truncated.includes(field) && whole === undefined;
  const showAll = async () => {
    setLoading(true);
    try {
      const part = field === 'input' || field === 'output' ? { part: field } : {};
      const read = await api.call(routes.getEntry, { params: { sessionId, seq: entry.seq }, query: part });
      setWhole({ value: fieldOf(read, field) });
    } catch (error) {
      tell({
        type: 'error',
        header: 'The whole text cannot be read',
        content: error instanceof Error ? error.message : '',
      });
    } finally {
      setLoading(false);
    }
  };
  const shown = whole === undefined ? value : whole.value;
  return (
    <section className="entry-body">
      <div className="entry-body-head">
        <h3>{title}</h3>
        <CopyButton text={prettyJson(shown)} label={`Copy ${title.toLowerCase()}`} />
      </div>
      {field === 'text' || field === 'reasoning' ? (
        <p className="prose">
          <ForeignText text={prettyJson(shown)} />
        </p>
      ) : (
        <JsonText value={shown} />
      )}
      {isPreview && (
        <div className="entry-body-more">
          This is the beginning.{' '}
          <Button variant="inline-link" loading={isLoading} onClick={() => void showAll()}>
            Show all
          </Button>
        </div>
      )}
    </section>
  );
}

function fieldOf(entry: EntryResponse, field: Field): unknown {
  return new Map<string, unknown>(Object.entries(entry)).get(field);
}
