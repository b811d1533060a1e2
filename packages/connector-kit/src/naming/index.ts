export * from './derive.ts';
