import { createHash } from 'node:crypto';

/** As long as the names that all providers take. */
const MAX_CALLED_NAME = 64;
const HASH_LETTERS = 8;

/**
 * The name by which a model calls a server's tool: `<server>__<tool>`, with `_` in place of what providers do not take. One that is
 * too long ends in letters made of the whole name, so it is the same at each discovery.
 */
export function calledName(server: string, remoteName: string): string {
  const whole = `${server}__${remoteName.replace(/[^\w-]/g, '_')}`;
  if (whole.length <= MAX_CALLED_NAME) return whole;
  const hash = createHash('sha256').update(remoteName).digest('hex').slice(0, HASH_LETTERS);
  return `${whole.slice(0, MAX_CALLED_NAME - HASH_LETTERS - 1)}_${hash}`;
}
