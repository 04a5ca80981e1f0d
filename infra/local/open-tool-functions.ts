import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { LambdaFunctions } from './emulators/step-functions/lambda-call.ts';
import { StartError } from './start-error.ts';
import { handler as subnetFacts } from './tool-functions/subnet-facts.ts';

const moduleSchema = z.object({
  handler: z.custom<(event: unknown) => Promise<unknown>>((value) => typeof value === 'function'),
});
/** What Lambda takes for a name. */
const NAME = /^[\w-]{1,64}$/;

/**
 * The functions that tools may call on the laptop, by name: the demo's, and one for each module of `TOOL_FUNCTIONS`, named as its
 * file. @throws StartError for a module that can't be used
 */
export async function openToolFunctions(modules: readonly string[]): Promise<LambdaFunctions> {
  const opened = await Promise.all(modules.map(openModule));
  return Object.fromEntries([['subnet-facts', subnetFacts] as const, ...opened]);
}

async function openModule(path: string) {
  const name = basename(path, extname(path));
  if (!NAME.test(name)) {
    throw new StartError(`TOOL_FUNCTIONS names ${path}: a function's file is named with letters, digits, "-" and "_".`);
  }
  let opened: unknown;
  try {
    opened = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`TOOL_FUNCTIONS names ${path}, which cannot be loaded: ${reason}`, { cause: error });
  }
  // A module's namespace has no prototype, which the schema would refuse.
  const { data, error } = moduleSchema.safeParse({ ...Object(opened) });
  if (error !== undefined) {
    throw new StartError(`TOOL_FUNCTIONS names ${path}, which exports no function "handler". Export one.`);
  }
  return [name, data.handler] as const;
}
