export * from './fake-http.ts';
export * from './fixed.ts';
export * from './memory-logger.ts';
export * from './test-call.ts';
