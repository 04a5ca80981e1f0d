import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sessionLifecyclePage } from './session-lifecycle-page.ts';

const target = new URL('../../docs/session-lifecycle.md', import.meta.url);

/** The page's text as it is committed. */
export function committedPage(): string {
  return readFileSync(target, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, sessionLifecyclePage());
