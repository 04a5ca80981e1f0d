import type * as z from 'zod';
import type { ModelChoice } from '../domain/agent/agent.ts';
import { ModelNotConfigured } from './model-not-configured.ts';

/**
 * The settings of a chosen model, as its provider's schema says.
 * @throws ModelNotConfigured when they don't fit: the definition is older than the schema, or was never checked.
 */
export function settingsOf<S extends z.ZodType>({ provider, settings }: ModelChoice, schema: S): z.output<S> {
  const { data, error } = schema.safeParse(settings ?? {});
  if (error === undefined) return data;
  const [first] = error.issues;
  throw new ModelNotConfigured(
    `The settings of the agent's model don't fit the provider "${provider}": ` +
      `${first?.path.join('.')}: ${first?.message}. Correct them in the agent.`,
  );
}
