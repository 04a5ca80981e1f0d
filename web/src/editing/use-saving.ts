import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../api-client/api-problem.ts';
import { useTell } from '../design-system/notices.tsx';
import { visibleText } from '../text/visible-text.ts';
import type { Drafted } from './drafted.ts';
import { stillWrong } from './still-wrong.ts';

const FIELDS_PROBLEM = 'Some fields are not right yet. They say what is wrong.';

/**
 * Saves drafts, and keeps what was wrong with the last one, of each field until it is changed. What was written stays,
 * whatever the service says.
 */
export function useSaving(draft: object) {
  const tell = useTell();
  const queries = useQueryClient();
  const [isSaving, setSaving] = useState(false);
  const [wrong, setWrong] = useState<{ errors: Readonly<Record<string, string>>; draft: object }>({
    errors: {},
    draft,
  });
  const [problem, setProblem] = useState<string>();

  /** Answers what was saved; `undefined` when it was not, and says why. */
  async function save<Body, Saved extends { name: string }>(
    { definition, errors: found = {} }: Drafted<Body>,
    send: (definition: Body) => Promise<Saved>,
  ): Promise<Saved | undefined> {
    setWrong({ errors: found, draft });
    setProblem(definition === undefined ? FIELDS_PROBLEM : undefined);
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
        const errors = Object.fromEntries(error.problem.errors?.map(({ path, message }) => [path, message]) ?? []);
        setWrong({ errors, draft });
      }
      // After a conflict the newer version is read, and offered.
      await queries.invalidateQueries();
      return undefined;
    } finally {
      setSaving(false);
    }
  }
  const errors = stillWrong(wrong.errors, wrong.draft, draft);
  const isMended = problem === FIELDS_PROBLEM && Object.keys(errors).length === 0;
  return { save, isSaving, errors, problem: isMended ? undefined : problem };
}
