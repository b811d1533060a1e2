import type { Check } from '@passerelle/connector-kit';
import { message } from '@passerelle/model';
import type { CsvConfig } from './config.ts';
import { errorOf, openCsv, type Opened, type ReadFile } from './read.ts';

const separatorNames: Readonly<Record<string, string>> = { ';': '« ; »', ',': '« , »', '\t': 'Tab' };

/** `doctor` for a file: can it be read, and what are its columns? */
export async function* checkFile(config: CsvConfig, readFile: ReadFile): AsyncGenerator<Check> {
  let opened: Opened;
  try {
    opened = await openCsv(config, readFile);
    await opened.rows.return(undefined);
  } catch (thrown) {
    const { detail } = errorOf(thrown);
    const params = { path: config.path, detail };
    const found = message('csv.check.file.problem', params);
    yield { id: 'csv.file', state: 'problem', found, remedy: message('csv.check.file.remedy', params) };
    return;
  }
  const { encoding, separator, layout } = opened;
  const how = { encoding, separator: separatorNames[separator] ?? separator };
  yield { id: 'csv.file', state: 'ok', found: message('csv.check.file.ok', how), remedy: null };
  const found = [...layout.headers].map(([column, title]) => `${title} (${column})`).join(', ');
  if (layout.missing.length > 0) {
    const remedy = message('csv.check.columns.remedy', { missing: layout.missing.join(', ') });
    yield { id: 'csv.columns', state: 'problem', found: message('csv.check.columns.problem', { found }), remedy };
    return;
  }
  yield { id: 'csv.columns', state: 'ok', found: message('csv.check.columns.ok', { found }), remedy: null };
  if (layout.unknown.length === 0) return;
  yield {
    id: 'csv.unknown-columns',
    state: 'warning',
    found: message('csv.check.unknown.warning', { columns: layout.unknown.join(', ') }),
    remedy: message('csv.check.unknown.remedy'),
  };
}
