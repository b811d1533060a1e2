/** One `type=value`; several of them joined by `+` make an RDN, several RDNs a DN. Source: RFC 4514, and RFC 2253 §4 for quoted values and `;`. */
export interface Ava {
  readonly type: string;
  readonly value: string;
}
export type Rdn = readonly Ava[];

export class InvalidDn extends Error {
  constructor(dn: string, why: string) {
    super(`not a DN (${why}): ${JSON.stringify(dn)}`);
    this.name = 'InvalidDn';
  }
}

/** Values whose bytes are no UTF-8 keep them in this form, so that two different ones never compare equal. */
const opaque = (bytes: readonly number[]): string =>
  `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const typePattern = /^(?:oid\.)?([a-z][a-z0-9-]*|\d+(?:\.\d+)*)$/;
const hexPair = /^[0-9a-fA-F]{2}$/;

/** @throws InvalidDn */
export function parseDn(dn: string): readonly Rdn[] {
  const rdns: Ava[][] = [];
  if (dn.trim() === '') return rdns;
  let at = 0;
  let rdn: Ava[] = [];
  for (;;) {
    const equals = dn.indexOf('=', at);
    if (equals < 0) throw new InvalidDn(dn, 'a part has no "="');
    const type = typePattern.exec(dn.slice(at, equals).trim().toLowerCase())?.[1];
    if (type === undefined) throw new InvalidDn(dn, 'a part does not begin with an attribute');
    const read = readValue(dn, equals + 1);
    rdn.push({ type, value: read.value });
    const separator = dn[read.end];
    at = read.end + 1;
    if (separator === '+') continue;
    rdns.push(rdn);
    rdn = [];
    if (separator === undefined) return rdns;
  }
}

function readValue(dn: string, start: number): { readonly value: string; readonly end: number } {
  let at = start;
  while (dn[at] === ' ') at++;
  const quoted = dn[at] === '"';
  if (quoted) at++;
  const hexadecimal = !quoted && dn[at] === '#';
  const bytes: number[] = [];
  // Spaces at the end belong to the value only when they were escaped or quoted.
  let kept = 0;
  for (; at < dn.length;) {
    const code = dn.codePointAt(at) ?? 0;
    const char = String.fromCodePoint(code);
    if (quoted ? char === '"' : char === ',' || char === ';' || char === '+') break;
    if (char === '\\') {
      const pair = dn.slice(at + 1, at + 3);
      if (hexPair.test(pair)) {
        bytes.push(Number.parseInt(pair, 16));
        at += 3;
      } else {
        const escaped = dn.codePointAt(at + 1);
        if (escaped === undefined) throw new InvalidDn(dn, 'it ends with a backslash');
        const literal = String.fromCodePoint(escaped);
        bytes.push(...encoder.encode(literal));
        at += 1 + literal.length;
      }
      kept = bytes.length;
      continue;
    }
    if (code < 0x80) bytes.push(code);
    else bytes.push(...encoder.encode(char));
    at += char.length;
    if (quoted || char !== ' ') kept = bytes.length;
  }
  if (quoted) {
    if (dn[at] !== '"') throw new InvalidDn(dn, 'a quotation mark is not closed');
    at++;
    while (dn[at] === ' ') at++;
    if (at < dn.length && !/[,;+]/.test(dn[at] ?? '')) throw new InvalidDn(dn, 'something follows a quoted value');
  }
  bytes.length = kept;
  if (hexadecimal) return { value: fromBer(dn, String.fromCharCode(...bytes.slice(1))), end: at };
  return { value: decode(bytes), end: at };
}

function decode(bytes: readonly number[]): string {
  try {
    return utf8.decode(Uint8Array.from(bytes));
  } catch {
    return opaque(bytes);
  }
}

/** `#04024869`: the BER of the value. A short string type becomes its text, anything else stays as it is written. */
function fromBer(dn: string, hex: string): string {
  if (hex === '' || !/^(?:[0-9a-fA-F]{2})+$/.test(hex)) throw new InvalidDn(dn, 'a "#" is not followed by hexadecimal');
  const bytes = (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const [tag, length] = bytes;
  // OCTET STRING, UTF8String, PrintableString, IA5String.
  const text = tag === 0x04 || tag === 0x0c || tag === 0x13 || tag === 0x16;
  return text && length === bytes.length - 2 ? decode(bytes.slice(2)) : opaque(bytes);
}

/** As caseIgnoreMatch sees a value (RFC 4518): compatibility forms, case and runs of spaces do not count. */
const fold = (value: string): string =>
  value.normalize('NFKC').toLowerCase().normalize('NFKC').trim().replace(/\s+/g, ' ');

/** RFC 4514 §2.4, with control characters as hex pairs. */
export const escapeDnValue = (value: string): string =>
  value
    .replace(/[\\,+"<>;=]/g, (char) => `\\${char}`)
    .replace(/^[ #]/, (char) => `\\${char}`)
    .replace(/(?<!\\) $/, '\\ ')
    // eslint-disable-next-line no-control-regex -- NUL and its like are exactly what must be escaped
    .replace(/[\u0000-\u001f\u007f]/g, (char) => `\\${char.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** The usual case: nothing escaped, nothing beyond ASCII, no space that could be insignificant. */
const plain =
  /^[a-zA-Z][a-zA-Z0-9-]*=[a-zA-Z0-9.@'_-]+(?: [a-zA-Z0-9.@'_-]+)*(?:,[a-zA-Z][a-zA-Z0-9-]*=[a-zA-Z0-9.@'_-]+(?: [a-zA-Z0-9.@'_-]+)*)*$/;

/**
 * One spelling for all the spellings of a DN, to compare by: attribute types in lower case, values folded, every escape in one form, the parts of
 * a multi-valued RDN in order. Attribute names are not resolved: `commonName=` and `cn=` stay two (servers answer with one of them throughout).
 * @throws InvalidDn
 */
export function normaliseDn(dn: string): string {
  if (plain.test(dn)) return dn.toLowerCase();
  return normalisedRdns(dn).join(',');
}

/** The parts of a DN, each in its one spelling. @throws InvalidDn */
export const normalisedRdns = (dn: string): readonly string[] =>
  parseDn(dn).map((rdn) =>
    rdn
      .map(({ type, value }) => `${type}=${escapeDnValue(fold(value))}`)
      .toSorted()
      .join('+'),
  );

/** Whether an entry is this one or below it. @throws InvalidDn */
export function isWithin(dn: string, base: string): boolean {
  const [inner, outer] = [normaliseDn(dn), normaliseDn(base)];
  return inner === outer || outer === '' || inner.endsWith(`,${outer}`);
}

/**
 * A place in a directory, from its root down, for comparing what is read with what is written. Servers are not told apart: a replica and a master have
 * different addresses and the same tree. A DN that breaks the grammar is a place of its own.
 */
export function placeOf(dn: string): readonly string[] {
  try {
    return ['ldap', ...normalisedRdns(dn).toReversed()];
  } catch (error) {
    if (error instanceof InvalidDn) return ['ldap', dn];
    throw error;
  }
}
