import * as z from 'zod';
import type { Clock } from '../runtime/clock.ts';
import { ModelNotConfigured } from './model-not-configured.ts';
import type { ModelEnvironment } from './resolve-model.ts';

/** After this long a changed key counts, in milliseconds. */
const KEPT_MS = 300_000;

const text = z.string().min(1).optional();
const keysSchema = z.object({
  OPENAI_BASE_URL: text,
  OPENAI_API_KEY: text,
  OPENAI_MODEL: text,
  ANTHROPIC_API_KEY: text,
  ANTHROPIC_BASE_URL: text,
});
type Keys = z.infer<typeof keysSchema>;

export type ModelKeysDeps = {
  environment: ModelEnvironment;
  /** Name of the secret with the providers' keys, as JSON by the names of the environment; empty: there is none. */
  secretName: string;
  readSecret: (name: string) => Promise<string>;
  clock: Clock;
};

/**
 * Where the providers are and how they know us: from the environment, and over it from a secret, so that no key stands in a
 * function's settings. The answer throws ModelNotConfigured when the secret can't be read or is not such JSON.
 */
export function modelKeys({ environment, secretName, readSecret, clock }: ModelKeysDeps) {
  let known: { at: number; keys: Promise<Keys> } | undefined;
  const read = async (): Promise<Keys> => {
    try {
      return keysSchema.parse(JSON.parse(await readSecret(secretName)));
    } catch (error) {
      known = undefined;
      // What the parser or the service says may hold a key.
      const kind = error instanceof Error ? error.name : 'an error';
      throw new ModelNotConfigured(
        `The secret ${secretName} with the keys of model providers can't be used (${kind}). It has to be readable and a JSON object such as { "ANTHROPIC_API_KEY": "…" }.`,
      );
    }
  };
  return async (): Promise<ModelEnvironment> => {
    if (secretName === '') return environment;
    if (known === undefined || clock.now() - known.at > KEPT_MS) known = { at: clock.now(), keys: read() };
    return { ...environment, ...(await known.keys) };
  };
}
