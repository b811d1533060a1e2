import { ConnectorError } from '@passerelle/connector-kit';
import { CsvError, parse } from 'csv-parse';

export interface Row {
  /** The line on which it begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}
/** One record may be so long; a quotation mark that is never closed would otherwise swallow a whole file. */
const MAX_RECORD_BYTES = 1_048_576;

/**
 * The rows of a CSV text, streamed. Quotation marks inside an unquoted cell are data. The parser hands its records over as it meets them, and not
 * through its stream: that is several times faster, and what came before an error is not lost with it.
 * @throws ConnectorError `rejected` when the text stops being a CSV, with the line
 */
export async function* rowsOf(text: AsyncIterable<string>, separator: string): AsyncGenerator<Row> {
  let rows: Row[] = [];
  let next = 1;
  const parser = parse({
    delimiter: separator,
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_RECORD_BYTES,
    on_record: (cells: string[], { lines }) => {
      if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: next, cells });
      next = lines + 1;
      return null;
    },
  });
  let failure: unknown = null;
  parser.on('error', (error) => {
    failure = error;
  });
  const taken = (): readonly Row[] => {
    const now = rows;
    rows = [];
    return now;
  };
  try {
    for await (const piece of text) {
      await new Promise<void>((resolve) => parser.write(piece, () => resolve()));
      yield* taken();
      if (failure !== null) throw problem(failure, next);
    }
    await new Promise<void>((resolve) => parser.end(() => resolve()));
    yield* taken();
    if (failure !== null) throw problem(failure, next);
  } finally {
    parser.destroy();
  }
}

function problem(cause: unknown, line: number): unknown {
  if (!(cause instanceof CsvError)) return cause;
  const open = cause.code === 'CSV_QUOTE_NOT_CLOSED' || cause.code === 'CSV_MAX_RECORD_SIZE';
  return new ConnectorError({
    code: 'rejected',
    retry: 'never',
    scope: 'target',
    request: 'csv: read the file',
    detail: open ? `a quotation mark opened on line ${line} is never closed` : `line ${line}: ${cause.message}`,
    cause,
  });
}

/** The separator of a header line: the one that occurs most outside quotation marks. */
export function separatorOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  let best = { separator: ',', count: 0 };
  for (const separator of [';', ',', '\t']) {
    const count = bare.split(separator).length - 1;
    if (count > best.count) best = { separator, count };
  }
  return best.separator;
}

/** The first line, and the whole text again. Excel's own first line `sep=;` is taken out and gives the separator. */
export async function peekHeader(text: AsyncIterable<string>): Promise<{
  readonly header: string;
  readonly separator: string;
  readonly skipped: number;
  readonly text: AsyncGenerator<string>;
}> {
  const pieces = text[Symbol.asyncIterator]();
  let read = '';
  let ended = false;
  while (!ended && read.length < MAX_RECORD_BYTES && read.replace(/^sep=.\r?\n/i, '').search(/[^\r\n][\r\n]/) < 0) {
    const piece = await pieces.next();
    if (piece.done === true) ended = true;
    else read += piece.value;
  }
  const announced = /^sep=(.)\r?\n/i.exec(read);
  const rest = announced === null ? read : read.slice(announced[0].length);
  const header = rest.trimStart().split(/[\r\n]/)[0] ?? '';
  async function* again(): AsyncGenerator<string> {
    try {
      if (rest !== '') yield rest;
      while (!ended) {
        const piece = await pieces.next();
        if (piece.done === true) return;
        yield piece.value;
      }
    } finally {
      await pieces.return?.();
    }
  }
  return {
    header,
    separator: announced?.[1] ?? separatorOf(header),
    skipped: announced === null ? 0 : 1,
    text: again(),
  };
}
