import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../api-client/api-problem.ts';
import { useTell } from '../design-system/notices.tsx';
import { visibleText } from '../text/visible-text.ts';
import type { Drafted } from './drafted.ts';

/** Saves drafts, and keeps what was wrong with the last one. What was written stays, whatever the service says. */
export function useSaving() {
  const tell = useTell();
  const queries = useQueryClient();
  const [isSaving, setSaving] = useState(false);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string>();

  /** Answers what was saved; `undefined` when it was not, and says why. */
  async function save<Body, Saved extends { name: string }>(
    { definition, errors: found = {} }: Drafted<Body>,
    send: (definition: Body) => Promise<Saved>,
  ): Promise<Saved | undefined> {
    setErrors(found);
    setProblem(definition === undefined ? 'Some fields are not right yet. They say what is wrong.' : undefined);
    if (definition === undefined) return undefined;
    setSaving(true);
    try {
      const saved = await send(definition);
      void queries.invalidateQueries();
      tell({ id: 'saved', type: 'success', header: `${visibleText(saved.name)} was saved` });
      return saved;
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      if (error instanceof ApiProblem) {
        setErrors(Object.fromEntries(error.problem.errors?.map(({ path, message }) => [path, message]) ?? []));
      }
      // After a conflict the newer version is read, and offered.
      await queries.invalidateQueries();
      return undefined;
    } finally {
      setSaving(false);
    }
  }
  return { save, isSaving, errors, problem };
}
