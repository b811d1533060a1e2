export * from './outcomes.ts';
export * from './run-batch.ts';
export * from './work.ts';
