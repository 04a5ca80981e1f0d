import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { InlineConfig, Plugin } from 'vite';
import { iconsWithAUse, schemasThatOnlyParse } from './unused-parts.ts';

/** How the console is built: files named by their content, nothing inlined, no script that a strict policy would refuse. */
export function viteConfig({ outDir }: { outDir: string }): InlineConfig {
  return {
    configFile: false,
    root: fileURLToPath(new URL('../../web', import.meta.url)),
    publicDir: false,
    logLevel: 'warn',
    resolve: {
      alias: [
        // See there: zod must not compile code.
        { find: /^zod$/, replacement: fileURLToPath(new URL('../../web/zod.ts', import.meta.url)) },
        // Cloudscape's texts come parsed, so nobody has to carry the parser.
        {
          find: /^@formatjs\/icu-messageformat-parser$/,
          replacement: '@formatjs/icu-messageformat-parser/lib/no-parser.js',
        },
      ],
    },
    plugins: [fontsInFiles, iconsWithAUse, messagesOfUsedComponents, schemasThatOnlyParse],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      // 'use client' is for servers that render; there is none.
      rolldownOptions: { checks: { moduleLevelDirective: false } },
      // Cloudscape in one piece is larger than vite's 500 kB; test/bench watches the real figure.
      chunkSizeWarningLimit: 2_000,
    },
  };
}

const GLOBAL_STYLES = /@cloudscape-design\/global-styles\/index\.css$/;

/**
 * Cloudscape's global styles hold eight fonts as text: 139 kB that every page would wait for. As files of their own only those are
 * fetched whose weight occurs, beside the page, once.
 */
const fontsInFiles: Plugin = {
  name: 'fonts-in-files',
  enforce: 'pre',
  async load(id) {
    if (!GLOBAL_STYLES.test(id)) return undefined;
    const styles = await readFile(id, 'utf8');
    let count = 0;
    return styles.replace(/url\(["']?data:[^;]*;[^,]*,([A-Za-z0-9+/=]+)["']?\)/g, (_, data: string) => {
      count += 1;
      const source = Buffer.from(data, 'base64');
      const file = this.emitFile({ type: 'asset', name: `open-sans-${count}.woff2`, source });
      return `url(__VITE_ASSET__${file}__)`;
    });
  },
};

const MESSAGES = /@cloudscape-design\/components\/i18n\/messages\/all\.en\.js$/;
/** Components that the console does not have, by the length of their texts. One that it gets has to leave this list. */
const UNUSED = [
  'date-range-picker',
  's3-resource-selector',
  'tag-editor',
  'code-editor',
  'tutorial-panel',
  'annotation-context',
  'split-panel',
  'wizard',
  'prompt-input',
  'file-upload',
  'app-layout',
  '[charts]',
  'features-notification-drawer',
  'file-token-group',
  'calendar',
  'pie-chart',
  'date-picker',
];

/** Cloudscape's texts come for all of its components at once; half of them nobody would see. */
const messagesOfUsedComponents: Plugin = {
  name: 'messages-of-used-components',
  transform(code, id) {
    if (!MESSAGES.test(id)) return undefined;
    const messages: Record<string, { en: Record<string, unknown> }> = JSON.parse(code.replace(/^export default /, ''));
    for (const { en } of Object.values(messages)) for (const name of UNUSED) delete en[name];
    return { code: `export default ${JSON.stringify(messages)}`, map: null };
  },
};
