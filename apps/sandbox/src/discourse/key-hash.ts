import { createHash } from 'node:crypto';

/** API keys are kept as hashes, as the real server keeps them. */
export const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex');
