import { message } from '@passerelle/model';
import { isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type YAMLError } from 'yaml';
import { ConfigError } from './config-error.ts';

export type Path = readonly (string | number)[];

/** A YAML file as plain values, with the line of each. */
export interface YamlFile {
  readonly value: unknown;
  /** Line of the key or item at a path, or of the nearest one above it that exists. */
  readonly lineOf: (path: Path) => number | null;
}

/** Of what is written by hand; an export of many communities is larger. */
const usualBytes = 1_048_576;
/** Aliases are allowed for what people write by hand; an expansion beyond this is an attack ("billion laughs"). */
const mostAliases = 100;

/** What can be said about each kind of mistake without quoting the file: the line may hold a secret. */
const known: ReadonlySet<string> = new Set([
  'DUPLICATE_KEY',
  'TAB_AS_INDENT',
  'BAD_INDENT',
  'MISSING_CHAR',
  'BAD_ALIAS',
  'MULTIPLE_DOCS',
]);

/** Reads YAML 1.2, strictly: one document, no key twice, no unknown tag, no bomb. @throws ConfigError */
export function readYaml(file: string, text: string, mostBytes: number = usualBytes): YamlFile {
  const whole = (code: string): ConfigError =>
    new ConfigError(file, [{ line: null, path: '', message: message(code) }]);
  if (Buffer.byteLength(text) > mostBytes) throw whole('config.too-large');
  const counter = new LineCounter();
  // Pretty errors would quote the line.
  const documents = parseAllDocuments(text, {
    lineCounter: counter,
    prettyErrors: false,
    strict: true,
    uniqueKeys: true,
  });
  if (!Array.isArray(documents) || documents.length === 0) throw whole('config.empty');
  const [document, second] = documents;
  if (document === undefined) throw whole('config.empty');
  if (second !== undefined) throw whole('config.yaml.MULTIPLE_DOCS');
  const errors: readonly YAMLError[] = [...document.errors, ...document.warnings];
  if (errors.length > 0) {
    throw new ConfigError(
      file,
      errors.map(({ code, pos }) => ({
        line: counter.linePos(pos[0]).line,
        path: '',
        message: message(known.has(code) ? `config.yaml.${code}` : 'config.yaml.syntax'),
      })),
    );
  }
  return { value: toPlain(document, whole), lineOf: (path) => lineOf(document, counter, path) };
}

function toPlain(document: Document.Parsed, whole: (code: string) => ConfigError): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    return value;
  } catch (error) {
    if (error instanceof ReferenceError) throw whole('config.yaml.bomb');
    throw error;
  }
}

function lineOf(document: Document.Parsed, counter: LineCounter, path: Path): number | null {
  let node: unknown = document.contents;
  let offset: number | null = null;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (pair === undefined) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(step)];
      if (item === undefined) break;
      if (isScalar(item) || isMap(item) || isSeq(item)) offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return offset === null ? null : counter.linePos(offset).line;
}
