import { enableCompileCache, registerHooks } from 'node:module';
import { setFlagsFromString } from 'node:v8';

// Loading leaves much garbage at once, for which V8 would take 8 MB that an idle laptop keeps. Under load it may.
setFlagsFromString('--semi-space-growth-factor=1');

// As in the bundles of the functions: zod in English only, without its 50 other languages, and node's HTTP without fetch.
const ENGLISH = '../locales/en.js';
const HTTP = new URL('../../shared/runtime/node-http.ts', import.meta.url).href;
registerHooks({
  resolve(specifier, context, resolve) {
    const { parentURL = '' } = context;
    if (specifier === '../locales/index.js' && parentURL.includes('/node_modules/zod/'))
      return resolve(ENGLISH, context);
    if (specifier === 'node:http' && parentURL.includes('/node_modules/@middy/')) return resolve(HTTP, context);
    return resolve(specifier, context);
  },
});

// Stripping types and compiling is half of a start. Node keeps the result for the next one, when it is asked before anything is
// loaded: hence this file without types, which would otherwise be the one for which the compiler of types is loaded each time.
enableCompileCache();
await import('./start.ts');
setFlagsFromString('--semi-space-growth-factor=2');
