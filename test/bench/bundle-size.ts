import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { agentSessionsApp } from '../../infra/app.ts';
import { bundleFunction } from '../../infra/constructs/bundle-function.ts';
import { functionEntries } from '../../infra/constructs/service-function.ts';

/** Each in a process of its own; the least disturbed counts. */
const IMPORTS = 7;
/** Statically imported chunks: loaded at a cold start. Others are loaded when first needed. */
const STATIC_IMPORT = /(?:from|import)\s*"\.\/(chunk-[\w-]+\.mjs)"/g;

export type BundleFigures = {
  entry: string;
  /** Bytes parsed at a cold start; with what is loaded later; the same compressed, as it is uploaded. */
  coldBytes: number;
  allBytes: number;
  gzipBytes: number;
  /** Milliseconds of `import()` in a fresh process: least and median. */
  importMs: { least: number; median: number };
};

/** Bundles each function exactly as CDK does, and measures what a cold start has to load. */
export async function measureBundles(): Promise<BundleFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-sessions-bundles-'));
  try {
    const figures: BundleFigures[] = [];
    for (const entry of functionEntries(agentSessionsApp({ context: { 'aws:cdk:bundling-stacks': [] } })))
      figures.push(await measureBundle(entry, join(folder, entry.replace(/\W/g, '-'))));
    return figures;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureBundle(entry: string, outDir: string): Promise<BundleFigures> {
  await bundleFunction({ entry, outDir });
  const names = await readdir(outDir);
  const files = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(outDir, name))] as const)),
  );
  const cold = staticallyImported('index.mjs', files);
  const sum = (chosen: Iterable<string>) =>
    [...chosen].reduce((bytes, name) => bytes + (files.get(name)?.length ?? 0), 0);
  return {
    entry,
    coldBytes: sum(cold),
    allBytes: sum(names),
    gzipBytes: [...files.values()].reduce((bytes, file) => bytes + gzipSync(file).length, 0),
    importMs: importTime(join(outDir, 'index.mjs')),
  };
}

function staticallyImported(name: string, files: Map<string, Buffer>, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const [, chunk] of files.get(name)?.toString().matchAll(STATIC_IMPORT) ?? []) {
    if (chunk !== undefined) staticallyImported(chunk, files, seen);
  }
  return seen;
}

function importTime(file: string): BundleFigures['importMs'] {
  const program = `const t = performance.now(); await import(${JSON.stringify(file)}); process.stdout.write(String(performance.now() - t));`;
  const run = () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
  const sorted = Array.from({ length: IMPORTS }, run).sort((a, b) => a - b);
  return { least: sorted[0] ?? 0, median: sorted[Math.floor(IMPORTS / 2)] ?? 0 };
}

function printTable(figures: BundleFigures[]): void {
  const kb = (bytes: number) => Math.round(bytes / 1_000);
  console.table(
    Object.fromEntries(
      figures.map(({ entry, coldBytes, allBytes, gzipBytes, importMs }) => [
        entry.replace(/^.*\/(.*)\.ts$/, '$1'),
        {
          'cold kB': kb(coldBytes),
          'all kB': kb(allBytes),
          'gzip kB': kb(gzipBytes),
          'import ms (least)': Math.round(importMs.least),
          'import ms (median)': Math.round(importMs.median),
        },
      ]),
    ),
  );
}

if (import.meta.main) printTable(await measureBundles());
