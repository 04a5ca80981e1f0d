import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';

/** How the console is built: files named by their content, nothing inlined, no script that a strict policy would refuse. */
export function viteConfig({ outDir }: { outDir: string }): InlineConfig {
  return {
    configFile: false,
    root: fileURLToPath(new URL('../../web', import.meta.url)),
    publicDir: false,
    logLevel: 'warn',
    // See there: zod must not compile code.
    resolve: { alias: [{ find: /^zod$/, replacement: fileURLToPath(new URL('../../web/zod.ts', import.meta.url)) }] },
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
