import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The built console: what the laptop serves and what is deployed. */
export const SITE_FOLDER = join(root, 'build/console/site');
/** Beside it: the hash of the sources that it was built from. */
export const SOURCES_FILE = join(root, 'build/console/sources');
/** Everything that the build reads, but for the packages, which the lock file stands for. */
const SOURCES = ['web', 'shared/contracts', 'shared/domain', 'infra/console'];
const LOCK_FILE = 'package-lock.json';

/** Whether the built console is there and is that of the sources as they are now. */
export async function isSiteFresh(): Promise<boolean> {
  const built = await readFile(SOURCES_FILE, 'utf8').catch(() => undefined);
  return built !== undefined && built === (await hashOfSources());
}

/** Names the sources' present content; times of files say nothing after a checkout. */
export async function hashOfSources(): Promise<string> {
  const folders = await Promise.all(SOURCES.map(filesBelow));
  const files = [LOCK_FILE, ...folders.flat().sort()];
  const texts = await Promise.all(files.map((file) => readFile(join(root, file))));
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) hash.update(`${file}\0`).update(texts[index] ?? '');
  return hash.digest('hex');
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}
