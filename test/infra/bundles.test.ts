import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentSessionsApp } from '../../infra/app.ts';
import { bundleFunction } from '../../infra/constructs/bundle-function.ts';
import { functionEntries } from '../../infra/constructs/service-function.ts';

const entries = functionEntries(agentSessionsApp({ context: { 'aws:cdk:bundling-stacks': [] } }));
let folder = '';
const folderOf = (entry: string) => join(folder, entry.replace(/\W/g, '-'));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-sessions-bundles-'));
  await Promise.all(entries.map((entry) => bundleFunction({ entry, outDir: folderOf(entry) })));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the bundles of the functions', () => {
  it('are loaded without any setting and export their handlers', () => {
    const files = entries.map((entry) => join(folderOf(entry), 'index.mjs'));
    const program = `for (const file of ${JSON.stringify(files)}) process.stdout.write(typeof (await import(file)).handler + ' ');`;
    const types = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      env: {},
      encoding: 'utf8',
    });
    expect(types.trim().split(' ')).toEqual(entries.map(() => 'function'));
  });

  it.each(entries)("hold zod's messages in English only: %s", async (entry) => {
    const names = await readdir(folderOf(entry));
    const files = await Promise.all(names.map((name) => readFile(join(folderOf(entry), name), 'utf8')));
    expect(files.some((file) => file.includes('Eingabe'))).toBe(false); // a word of the German ones
  });
});
