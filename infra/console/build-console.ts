import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { hashOfSources, isSiteFresh, SITE_FOLDER, SOURCES_FILE } from './console-site.ts';
import { viteConfig } from './vite-config.ts';

/** Builds the console beside the old one and then takes its place, so that a reader never finds half of it. */
async function buildConsole(): Promise<void> {
  const target = dirname(SITE_FOLDER);
  const fresh = `${target}-${process.pid}`;
  // Before the build: what changes meanwhile makes the result stale, not fresh.
  const sources = await hashOfSources();
  await mkdir(fresh, { recursive: true });
  try {
    await build(viteConfig({ outDir: join(fresh, 'site') }));
    await writeFile(join(fresh, 'sources'), sources);
    await rm(target, { recursive: true, force: true });
    await rename(fresh, target).catch(passWhenBuiltMeanwhile);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Two builds at a time: one of them is enough. */
async function passWhenBuiltMeanwhile(error: unknown): Promise<void> {
  if (!(await isSiteFresh())) throw new Error(`${SOURCES_FILE} could not be put in place.`, { cause: error });
}

// Whoever asks for the build, a test with NODE_ENV=test too: it is what everybody is served afterwards, and what is deployed.
process.env.NODE_ENV = 'production';
if (!(await isSiteFresh())) await buildConsole();
