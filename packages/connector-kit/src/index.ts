export * from './contract/index.ts';
export * from './http/client.ts';
export * from './http/undici-client.ts';
export * from './redact.ts';
