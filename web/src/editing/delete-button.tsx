import Button from '@cloudscape-design/components/button';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useAsk } from '../design-system/confirmation.tsx';
import { useTell } from '../design-system/notices.tsx';
import { visibleText } from '../text/visible-text.ts';

type Props = {
  /** What it is, as in `trigger`. */
  what: string;
  name: string;
  /** What goes with it, and what stays. */
  consequence: string;
  disabledReason: string | undefined;
  onDelete: () => Promise<unknown>;
  /** Called once it is gone. */
  onDeleted: () => void;
};

/** Deletes something for good, once the person has typed that they mean it. */
export function DeleteButton({ what, name, consequence, disabledReason, onDelete, onDeleted }: Props) {
  const ask = useAsk();
  const tell = useTell();
  const queries = useQueryClient();
  const [isDeleting, setDeleting] = useState(false);
  const title = visibleText(name);
  // What is deleted may have been read anew while the person was asked.
  const latest = useRef(onDelete);
  useEffect(() => {
    latest.current = onDelete;
  });
  const deleteIt = async () => {
    const question = {
      header: `Delete ${title}?`,
      content: consequence,
      confirm: `Delete the ${what}`,
      typed: 'delete',
    };
    if (!(await ask(question))) return;
    setDeleting(true);
    try {
      await latest.current();
      tell({ id: 'deleted', type: 'success', header: `${title} was deleted` });
      onDeleted();
      queries.removeQueries({ type: 'inactive' });
    } catch (error) {
      tell({
        id: 'deleted',
        type: 'error',
        header: `${title} was not deleted`,
        content: error instanceof Error ? error.message : String(error),
      });
      await queries.invalidateQueries();
      setDeleting(false);
    }
  };
  return (
    <Button
      loading={isDeleting}
      disabled={disabledReason !== undefined}
      disabledReason={disabledReason}
      onClick={() => void deleteIt()}
    >
      Delete
    </Button>
  );
}
