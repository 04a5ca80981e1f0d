import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withBlocks } from '../capacity/scale-page.ts';

const target = new URL('../../docs/scale.md', import.meta.url);

/** The page's text as it is committed. */
export function committedScalePage(): string {
  return readFileSync(target, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, withBlocks(committedScalePage()));
