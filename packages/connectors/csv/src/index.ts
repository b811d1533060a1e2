import type { SourceConnector } from '@passerelle/connector-kit';
import { checkFile } from './check.ts';
import type { CsvConfig } from './config.ts';
import { manifest } from './manifest.ts';
import { readPeople } from './read.ts';

export { csvConfig, type CsvConfig } from './config.ts';

/** People from a spreadsheet saved as CSV, as a standing source or for one import: the reading is the same. */
export const csv: SourceConnector<CsvConfig> = {
  manifest,
  connect: (config, context) => ({
    check: () => checkFile(config, context.readFile),
    read: (call) => readPeople(config, context.readFile, call),
    close: () => Promise.resolve(),
  }),
};
