export * from './start-reading.ts';
