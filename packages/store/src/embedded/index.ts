export * from './embedded-error.ts';
export * from './start-embedded.ts';
