export * from './fixed.ts';
export * from './memory-logger.ts';
export * from './test-call.ts';
