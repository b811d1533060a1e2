import { defineConfig } from 'vitest/config';

// Suites against real servers. Each says loudly what it could not start, and why.
export default defineConfig({
  test: {
    include: ['test/real/src/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['packages/store/src/testing/global-setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 1,
    fileParallelism: false,
    pool: 'forks',
  },
});
