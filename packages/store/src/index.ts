export * from './database.ts';
export * from './migrate.ts';
export * from './schema.ts';
export type { TransactionOptions, Tx } from './transaction.ts';
