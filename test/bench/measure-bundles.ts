import { measureBundles } from './bundle-size.ts';
import type { Figure } from './figure.ts';

/** What each function has to load at a cold start, and how long that takes. */
export async function bundleFigures(): Promise<Figure[]> {
  return (await measureBundles()).flatMap(({ entry, coldBytes, importMs }) => {
    const name = entry.replace(/^.*\/(.*)\.ts$/, '$1');
    return [
      { name: `${name}, cold bundle`, value: coldBytes / 1_000, unit: 'kB' },
      { name: `${name}, cold import`, value: importMs.median, unit: 'ms' },
    ];
  });
}
