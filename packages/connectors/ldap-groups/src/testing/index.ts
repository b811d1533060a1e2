export * from './administrator.ts';
export * from './open-bench.ts';
