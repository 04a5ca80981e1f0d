import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { routes } from '../../../../shared/contracts/routes.ts';
import type { SecretAnswer } from '../../../../shared/contracts/secret-routes.ts';
import { useApi } from '../../api-client/use-api.ts';
import { useAsk } from '../../design-system/confirmation.tsx';
import { ListPage } from '../../design-system/list-page.tsx';
import { useTell } from '../../design-system/notices.tsx';
import { useCursorPages } from '../../design-system/use-cursor-pages.ts';
import { ForeignText } from '../../text/foreign-text.tsx';
import { TimeText } from '../../time/time-text.tsx';
import { SecretModal } from './secret-modal.tsx';

/** What is open: nothing, a secret to be made, or one to be changed. */
type Editing = { secret: SecretAnswer | undefined };

/** The secrets that tools may send. Their values go in here and are never shown. */
export function SecretListPage() {
  const queries = useQueryClient();
  const tell = useTell();
  const [editing, setEditing] = useState<Editing>();
  const onDelete = useDelete();
  const page = useCursorPages(routes.listSecrets, (cursor) => ({
    query: { limit: 50, ...(cursor !== undefined && { cursor }) },
  }));
  const columns = useMemo(() => columnsWith({ onChange: (secret) => setEditing({ secret }), onDelete }), [onDelete]);
  return (
    <>
      <ListPage
        title="Secrets"
        description="Keys and passwords that tools send in headers, each to one origin only. Their values are never shown."
        page={page}
        columns={columns}
        rowId="name"
        actions={
          <Button variant="primary" onClick={() => setEditing({ secret: undefined })}>
            Add secret
          </Button>
        }
        empty={{
          title: 'No secrets yet',
          text: 'Add one, and write {{ secret:NAME }} in a header of a tool.',
        }}
      />
      {editing !== undefined && (
        <SecretModal
          secret={editing.secret}
          onClose={() => setEditing(undefined)}
          onSaved={async ({ name, version }) => {
            setEditing(undefined);
            tell({ id: name, type: 'success', header: `${name} is ${version === 1 ? 'added' : 'changed'}` });
            await queries.invalidateQueries();
          }}
        />
      )}
    </>
  );
}

/** Deletes a secret after a question that says what will fail. */
function useDelete() {
  const api = useApi();
  const ask = useAsk();
  const tell = useTell();
  const queries = useQueryClient();
  return useMemo(
    () =>
      async ({ name, version }: SecretAnswer) => {
        const confirmed = await ask({
          header: `Delete ${name}?`,
          content:
            'Its value is gone for good. Calls of tools that name it fail from then on, also in running sessions.',
          confirm: 'Delete',
          typed: 'delete',
        });
        if (!confirmed) return;
        try {
          await api.send(routes.deleteSecret, { params: { name }, ifMatch: version });
          tell({ id: name, type: 'success', header: `${name} is deleted` });
        } catch (error) {
          const content = error instanceof Error ? error.message : String(error);
          tell({ id: name, type: 'error', header: `${name} could not be deleted`, content });
        } finally {
          await queries.invalidateQueries();
        }
      },
    [api, ask, tell, queries],
  );
}

type Actions = { onChange: (secret: SecretAnswer) => void; onDelete: (secret: SecretAnswer) => Promise<void> };

function columnsWith({ onChange, onDelete }: Actions): TableProps.ColumnDefinition<SecretAnswer>[] {
  return [
    { id: 'name', header: 'Name', isRowHeader: true, width: 200, cell: ({ name }) => <code>{name}</code> },
    { id: 'origin', header: 'Sent to', width: 260, cell: ({ origin }) => <ForeignText text={origin} /> },
    {
      id: 'description',
      header: 'Description',
      width: 260,
      cell: ({ description }) => <ForeignText text={description} />,
    },
    {
      id: 'updated',
      header: 'Changed',
      width: 220,
      cell: ({ updatedAt, updatedBy }) => (
        <>
          <TimeText at={updatedAt} /> by <ForeignText text={updatedBy.name} />
        </>
      ),
    },
    {
      id: 'actions',
      header: 'Actions',
      width: 220,
      cell: (secret) => (
        <span className="row-actions">
          <Button wrapText={false} ariaLabel={`Change ${secret.name}`} onClick={() => onChange(secret)}>
            Change
          </Button>
          <Button wrapText={false} ariaLabel={`Delete ${secret.name}`} onClick={() => void onDelete(secret)}>
            Delete
          </Button>
        </span>
      ),
    },
  ];
}
