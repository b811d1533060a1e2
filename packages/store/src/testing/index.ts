import type {} from './global-setup.ts';

export * from './test-database.ts';
export * from './sample.ts';
