export * from './contract/index.ts';
export * from './http/client.ts';
export * from './http/json.ts';
export * from './http/retry-after.ts';
export * from './http/status-error.ts';
export * from './http/undici-client.ts';
export * from './naming/index.ts';
export * from './redact.ts';
