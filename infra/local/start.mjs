import { enableCompileCache } from 'node:module';

// Stripping types and compiling is half of a start. Node keeps the result for the next one, when it is asked before anything is
// loaded: hence this file without types, which would otherwise be the one for which the compiler of types is loaded each time.
enableCompileCache();
await import('./start.ts');
