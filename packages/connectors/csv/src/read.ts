import {
  ConnectorError,
  isConnectorError,
  type Call,
  type SourceEvent,
  type SourceRecord,
} from '@passerelle/connector-kit';
import { message } from '@passerelle/model';
import { basename } from 'node:path';
import { layoutOf, recognised, type Layout } from './columns.ts';
import type { CsvConfig } from './config.ts';
import { decodeText, detectEncoding, type Bytes, type Encoding } from './encoding.ts';
import { lineOf } from './line-of.ts';
import { People } from './people.ts';
import { peekHeader, rowsOf, type Row } from './rows.ts';
import { vocabularyOf } from './vocabulary.ts';

export type ReadFile = (path: string) => Bytes;

/** An opened file: how it is written, what its columns are, and its rows after the header. */
export interface Opened {
  readonly encoding: Encoding;
  readonly separator: string;
  readonly layout: Layout;
  readonly header: readonly string[];
  readonly rows: AsyncGenerator<Row>;
}

const refused = (detail: string): ConnectorError =>
  new ConnectorError({ code: 'rejected', retry: 'never', scope: 'target', request: 'csv: read the file', detail });

/** @throws ConnectorError, or what reading the file throws */
export async function openCsv(config: CsvConfig, readFile: ReadFile): Promise<Opened> {
  const encoding = config.encoding === 'auto' ? await detectEncoding(readFile(config.path)) : config.encoding;
  const peeked = await peekHeader(decodeText(readFile(config.path), encoding));
  const separator = config.separator === 'auto' ? peeked.separator : config.separator;
  const rows = rowsOf(peeked.text, separator);
  const first = await rows.next();
  if (first.done === true) throw refused('the file is empty');
  const header = first.value.cells.map((cell) => cell.trim());
  const layout = layoutOf(header, config.columns);
  async function* rest(): AsyncGenerator<Row> {
    try {
      for await (const row of rows) yield { ...row, line: row.line + peeked.skipped };
    } finally {
      await rows.return(undefined);
    }
  }
  return { encoding, separator, layout, header, rows: rest() };
}

/** Streams what is wrong with the lines as it reads them, then every person, then the end. */
export async function* readPeople(config: CsvConfig, readFile: ReadFile, call: Call): AsyncGenerator<SourceEvent> {
  const file = basename(config.path);
  const where = (line: number): string => `${file}:${line}`;
  try {
    const { layout, header, rows } = await openCsv(config, readFile);
    for (const column of [...layout.unknown, ...layout.repeated]) {
      const code = layout.unknown.includes(column) ? 'csv.notice.unknown-column' : 'csv.notice.repeated-column';
      yield { kind: 'notice', where: where(1), reason: message(code, { column }) };
    }
    if (layout.missing.length > 0) {
      const found = header.filter((title) => title !== '').join(', ');
      for (const what of layout.missing) {
        const known = knownHeaders(what);
        yield { kind: 'notice', where: where(1), reason: message(`csv.missing.${what}`, { found, known }) };
      }
      await rows.return(undefined);
      throw refused(`no column for ${layout.missing.join(' and ')} among: ${found.slice(0, 200)}`);
    }
    const people = new People(where, config.participation);
    const words = vocabularyOf(config);
    for await (const row of rows) {
      if (call.signal.aborted) throw new ConnectorError(stopped);
      const reading = lineOf(row, layout, words, config);
      if (!reading.ok) {
        yield { kind: 'rejected', where: where(row.line), externalId: reading.key, reason: reading.reason };
        continue;
      }
      for (const reason of reading.notices) yield { kind: 'notice', where: where(row.line), reason };
      yield* people.add(reading.line);
      if (people.size > config.maxPeople) throw refused(`more than ${config.maxPeople} people (maxPeople)`);
    }
    const filled: Record<string, number> = {};
    let records = 0;
    for (const event of people.records()) {
      if (event.kind === 'record') {
        records++;
        count(filled, event.record);
      }
      yield event;
    }
    const idField = layout.headers.get('id') ?? layout.headers.get('email') ?? '';
    yield { kind: 'end', state: 'complete', shape: { scope: header.join(' | '), idField, records, filled } };
  } catch (thrown) {
    const error = errorOf(thrown);
    const code = error.code === 'not-found' ? 'csv.partial.no-file' : 'csv.partial.broken';
    yield { kind: 'notice', where: file, reason: message(code, { path: config.path, detail: error.detail }) };
    yield { kind: 'end', state: 'partial', error };
  }
}

const stopped = {
  code: 'aborted',
  retry: 'backoff',
  scope: 'target',
  request: 'csv: read the file',
  detail: 'asked to stop',
} as const;

/** What reading a file threw. */
export function errorOf(thrown: unknown): ConnectorError {
  if (isConnectorError(thrown)) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return new ConnectorError({
    code: code === 'ENOENT' ? 'not-found' : code === 'EACCES' ? 'forbidden' : 'unexpected-answer',
    retry: 'never',
    scope: 'target',
    request: 'csv: read the file',
    detail: thrown instanceof Error ? thrown.message.slice(0, 300) : 'unknown error',
    cause: thrown,
  });
}

/** Headers to suggest, as people write them. */
const knownHeaders = (what: 'name' | 'key'): string =>
  (what === 'name'
    ? [...recognised.familyName.slice(0, 2), ...recognised.displayName.slice(0, 2)]
    : [...recognised.email.slice(0, 4), ...recognised.id.slice(0, 2)]
  ).join(', ');

const counted = [
  'givenName',
  'familyName',
  'email',
  'preferredLanguage',
  'organization',
  'phoneNumber',
  'memberships',
  'assignments',
] as const;
function count(filled: Record<string, number>, record: SourceRecord): void {
  for (const field of counted) {
    const value = record[field];
    const there = typeof value === 'string' ? value !== '' : value !== null && value.length > 0;
    filled[field] = (filled[field] ?? 0) + (there ? 1 : 0);
  }
}
