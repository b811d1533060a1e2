import { fileURLToPath } from 'node:url';

const example = (file: string): string => fileURLToPath(new URL(`../../../examples/${file}`, import.meta.url));

/** The example that `npm start` works on. */
export const EXAMPLES = {
  directory: example('directory.ldif'),
  spreadsheet: example('membres-externes.csv'),
  communities: example('communities.yaml'),
} as const;
