/** One attribute value as a record of an LDIF file gives it. */
export interface LdifAttribute {
  readonly name: string;
  readonly value: string;
}
export interface LdifRecord {
  readonly dn: string;
  readonly attributes: readonly LdifAttribute[];
  /** Line of the file on which the record starts, from 1. */
  readonly line: number;
}

/** An LDIF file that cannot be taken; says the line, never a value. */
export class LdifError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.name = 'LdifError';
    this.line = line;
  }
}

interface LogicalLine {
  readonly text: string;
  readonly line: number;
}

/**
 * Reads LDIF content records (RFC 2849): comments, folded lines, base64 values, `version: 1`.
 * Change records (`changetype:`), values by URL (`:<`) and values that are not UTF-8 text are refused: the stand-in does not hold them.
 * @throws LdifError
 */
export function parseLdif(source: string): LdifRecord[] {
  const records: LdifRecord[] = [];
  let block: LogicalLine[] = [];
  const close = (): void => {
    const record = block.length === 0 ? undefined : readRecord(block, records.length === 0);
    if (record !== undefined) records.push(record);
    block = [];
  };
  for (const line of unfold(source)) {
    if (line.text === '') close();
    else block.push(line);
  }
  close();
  return records;
}

function unfold(source: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let comment = false;
  source
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .forEach((text, index) => {
      if (text.startsWith(' ')) {
        const last = lines.at(-1);
        if (comment) return;
        if (last === undefined || last.text === '')
          throw new LdifError(index + 1, 'a continuation without a line before it');
        lines[lines.length - 1] = { text: last.text + text.slice(1), line: last.line };
      } else {
        comment = text.startsWith('#');
        if (!comment) lines.push({ text, line: index + 1 });
      }
    });
  return lines;
}

function readRecord(block: readonly LogicalLine[], isFirst: boolean): LdifRecord | undefined {
  const [head, ...rest] = isFirst && /^version:/i.test(block[0]?.text ?? '') ? checkedVersion(block) : block;
  if (head === undefined) return undefined;
  const dn = readAttribute(head);
  if (dn.name.toLowerCase() !== 'dn') throw new LdifError(head.line, 'a record must start with "dn:"');
  return { dn: dn.value, line: head.line, attributes: rest.map(readAttribute) };
}

function checkedVersion(block: readonly LogicalLine[]): readonly LogicalLine[] {
  const [version, ...rest] = block;
  if (version !== undefined && version.text.slice('version:'.length).trim() !== '1') {
    throw new LdifError(version.line, 'only LDIF version 1 is known');
  }
  return rest;
}

function readAttribute({ text, line }: LogicalLine): LdifAttribute {
  const match = /^([a-z0-9][a-z0-9.-]*)((?:;[a-z0-9-]+)*)(::|:<|:)(.*)$/is.exec(text);
  const name = match?.[1] ?? '';
  const value = match?.[4];
  if (match === null || value === undefined) throw new LdifError(line, 'expected "attribute: value"');
  if (match[2] !== '')
    throw new LdifError(line, `attribute options are not held by this directory: ${name}${match[2] ?? ''}`);
  if (/^(changetype|control)$/i.test(name))
    throw new LdifError(line, 'change records are not taken, only content records');
  if (match[3] === ':<') throw new LdifError(line, 'a value by URL is not taken');
  return { name, value: match[3] === '::' ? decodeBase64(value.trim(), line) : value.replace(/^ +/, '') };
}

function decodeBase64(text: string, line: number): string {
  if (!/^[a-z0-9+/]*={0,2}$/i.test(text) || text.length % 4 !== 0) throw new LdifError(line, 'the value is not base64');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'base64'));
  } catch (cause) {
    throw Object.assign(new LdifError(line, 'the value is not UTF-8 text; binary values are not held'), { cause });
  }
}
