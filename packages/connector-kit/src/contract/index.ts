export * from './call.ts';
export * from './check.ts';
export * from './error.ts';
export * from './logger.ts';
export * from './manifest.ts';
export * from './naming.ts';
export * from './source.ts';
export * from './target.ts';
