import type { SourceManifest } from '@passerelle/connector-kit';
import { csvConfig, type CsvConfig } from './config.ts';
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

export const manifest: SourceManifest<CsvConfig> = {
  id: 'csv',
  title: 'CSV',
  directory: false,
  config: csvConfig,
  texts: { fr, en },
};
