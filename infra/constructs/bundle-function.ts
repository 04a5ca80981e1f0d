import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * Bundles one function for Lambda: `<outDir>/index.mjs`, and a chunk for each module it imports lazily.
 * NodejsFunction would do but for the plugin, which it does not take. The SDK is bundled: leaving it to the runtime starts
 * slower and changes by itself.
 */
export async function bundleFunction({ entry, outDir }: { entry: string; outDir: string }): Promise<void> {
  await build({
    entryPoints: { index: entry },
    outdir: outDir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // CommonJS packages within an ES module still call require().
    banner: { js: 'import{createRequire as __cr}from"module";const require=__cr(import.meta.url);' },
    logLevel: 'warning',
    plugins: [zodInEnglishOnly, ownZodForProviders, httpWithoutFetch],
  });
}

/** Packages that import `{ z }` drag in zod's 50 languages: 255 kB a bundle. */
const zodInEnglishOnly: Plugin = {
  name: 'zod-in-english-only',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.c?js$/ }, ({ path }) => ({
      contents: 'export { default as en } from "./en.js";',
      loader: 'js',
      resolveDir: dirname(path),
    }));
  },
};

/** In which packages that are loaded lazily find their zod. */
const WHOLE_ZOD = 'whole-zod';

/**
 * Packages that import `{ z }` need all of zod, of which our code uses half. They are loaded lazily, but a module that is shared
 * is loaded at a cold start: so they get a copy of their own, and 88 kB wait with them.
 */
const ownZodForProviders: Plugin = {
  name: 'own-zod-for-providers',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^zod(\/|$)/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === WHOLE_ZOD || !/node_modules[\\/](@ai-sdk|@modelcontextprotocol)[\\/]/.test(from.importer))
        return undefined;
      const found = await resolve(path, { ...from, namespace: 'file', pluginData: WHOLE_ZOD });
      return { ...found, namespace: WHOLE_ZOD };
    });
    onResolve({ filter: /^\./, namespace: WHOLE_ZOD }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path),
      namespace: WHOLE_ZOD,
    }));
    onLoad({ filter: /./, namespace: WHOLE_ZOD }, async ({ path }) => ({
      contents: await readFile(path, 'utf8'),
      resolveDir: dirname(path),
    }));
  },
};

/** As shared/runtime/node-http.ts, for the AWS SDK: an `import` of node:http loads the implementation of `fetch` with it. */
const httpWithoutFetch: Plugin = {
  name: 'http-without-fetch',
  setup({ onResolve, onLoad }) {
    const namespace = 'built-in';
    onResolve({ filter: /^(node:)?http$/ }, () => ({ path: 'node:http', namespace }));
    onLoad({ filter: /./, namespace }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})`,
    }));
  },
};

/** `node bundle-function.ts <entry> <outDir>`: CDK bundles synchronously, esbuild's plugins do not, so CDK calls this as a program. */
if (import.meta.main) {
  const [entry, outDir] = process.argv.slice(2);
  if (entry === undefined || outDir === undefined) {
    throw new Error(
      'Nothing to bundle: call it as `node infra/constructs/bundle-function.ts <entry file> <folder for the bundle>`.',
    );
  }
  await bundleFunction({ entry, outDir: join(outDir) });
}
