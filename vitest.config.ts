import { defineConfig } from 'vitest/config';

// What `npm test` runs: everything that needs nothing but Node. test/real needs real servers and has its own configuration.
export default defineConfig({
  test: {
    include: [
      '{apps,packages}/**/src/**/*.test.ts',
      'test/{faults,bench,e2e}/src/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**'],
    globalSetup: ['packages/store/src/testing/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more workers only make every one of them slower.
    maxWorkers: 2,
    pool: 'forks',
  },
});
