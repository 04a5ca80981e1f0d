import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    include: ['test/{unit,infra,integration,property,simulation,e2e}/**/*.test.{ts,tsx}'],
    // aws-cdk-lib alone takes about 6 s to load on a small machine, longer than vitest's 5 s default.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'threads',
    // Most of a test file's time is waiting or loading: one worker a core, where vitest leaves a core to itself.
    maxWorkers: '100%',
  },
});
