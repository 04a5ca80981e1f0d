import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isSiteFresh, SITE_FOLDER } from '../../console/console-site.ts';

const BUILD = fileURLToPath(new URL('../../console/build-console.ts', import.meta.url));
const CONTENT_TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
};

export type ConsoleFile = { body: Uint8Array; contentType: string };

export type ConsoleFiles = {
  /** The page, of the sources as they are now: built first where they have changed. Rejects with what the build said. */
  page: () => Promise<Uint8Array>;
  /** A file of the page by its name; `undefined` when there is none. */
  asset: (name: string) => Promise<ConsoleFile | undefined>;
};

/** The built console. Somebody who only uses the API never waits for it: it is looked at when a page is asked for. */
export function consoleFiles(): ConsoleFiles {
  let building: Promise<void> | undefined;
  const refresh = () => {
    building ??= buildWhenStale().finally(() => {
      building = undefined;
    });
    return building;
  };
  return {
    page: async () => {
      await refresh();
      return readFile(join(SITE_FOLDER, 'index.html'));
    },
    asset: async (name) => {
      const names: string[] = await readdir(join(SITE_FOLDER, 'assets')).catch(() => []);
      // A name out of the folder's own list leads nowhere else.
      if (!names.includes(name)) return undefined;
      const contentType = CONTENT_TYPES[extname(name)] ?? 'application/octet-stream';
      return { body: await readFile(join(SITE_FOLDER, 'assets', name)), contentType };
    },
  };
}

async function buildWhenStale(): Promise<void> {
  if (!(await isSiteFresh())) await runBuild();
}

/** In a process of its own: the laptop goes on answering, and its memory stays small. */
function runBuild(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BUILD], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(said))));
  });
}
