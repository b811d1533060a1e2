import type { EntryAttribute } from './directory-entry.ts';

export const PAGED_RESULTS = '1.2.840.113556.1.4.319';

/**
 * A SearchResultEntry in BER (RFC 4511, 4.5.2), written here because `ldapjs` escapes every accent of a DN and builds a printable copy
 * of each entry for its log: with 10,000 people that costs seconds, where OpenLDAP takes a tenth of one.
 */
export function encodeSearchEntry(messageId: number, dn: string, attributes: readonly EntryAttribute[]): Buffer {
  const list = attributes.map(({ name, values }) =>
    element(0x30, [
      octets(name),
      element(
        0x31,
        values.map((value) => octets(value)),
      ),
    ]),
  );
  return element(0x30, [integer(messageId), element(0x64, [octets(dn), element(0x30, list)])]);
}

/** The SearchResultDone that ends a search; with a cookie it carries the paged results control (RFC 2696). */
export function encodeSearchDone(messageId: number, code: number, message: string, cookie?: string): Buffer {
  const result = element(0x65, [element(0x0a, [Buffer.of(code)]), octets(''), octets(message)]);
  if (cookie === undefined) return element(0x30, [integer(messageId), result]);
  const value = element(0x30, [integer(0), octets(cookie)]);
  const control = element(0x30, [octets(PAGED_RESULTS), element(0x04, [value])]);
  return element(0x30, [integer(messageId), result, element(0xa0, [control])]);
}

function octets(text: string): Buffer {
  return element(0x04, [Buffer.from(text)]);
}

function integer(value: number): Buffer {
  const bytes = bigEndian(value);
  return element(0x02, bytes.readUInt8(0) > 0x7f ? [Buffer.of(0), bytes] : [bytes]);
}

function element(tag: number, parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const octetsOfLength = bigEndian(length);
  const head =
    length < 0x80 ? Buffer.of(length) : Buffer.concat([Buffer.of(0x80 | octetsOfLength.length), octetsOfLength]);
  return Buffer.concat([Buffer.of(tag), head, ...parts]);
}

function bigEndian(value: number): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}
