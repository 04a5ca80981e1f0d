import { useCallback, useState } from 'react';
import type * as z from 'zod';

/** A choice that is kept in this browser. What is kept there and no longer understood counts as not chosen. */
export function useKept<S extends z.ZodType>(
  name: string,
  schema: S,
  otherwise: z.output<S>,
): [z.output<S>, (value: z.output<S>) => void] {
  const key = `agent-sessions.${name}`;
  const [value, setValue] = useState(() => read(key, schema) ?? otherwise);
  const keep = useCallback(
    (next: z.output<S>) => {
      window.localStorage.setItem(key, JSON.stringify(next));
      setValue(next);
    },
    [key],
  );
  return [value, keep];
}

function read<S extends z.ZodType>(key: string, schema: S): z.output<S> | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(window.localStorage.getItem(key) ?? 'null'));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
