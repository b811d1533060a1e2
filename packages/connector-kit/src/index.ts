export * from './contract/index.ts';
export * from './http/client.ts';
