import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from './openapi-document.ts';

const target = new URL('../../shared/contracts/openapi.generated.json', import.meta.url);

/** The file's text as the routes make it now. */
export function generatedText(): string {
  return `${JSON.stringify(openApiDocument(), null, 1)}\n`;
}

/** The file's text as it is committed. */
export function committedText(): string {
  return readFileSync(target, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, generatedText());
