import { describe, expect, it } from 'vitest';
import { FilterTap } from './filter-decoding.ts';

const tlv = (tag: number, ...parts: (Buffer | string)[]): Buffer => {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.of(tag, 0x82, content.length >> 8, content.length & 0xff), content]);
};
const request = (id: number, filter: Buffer): Buffer => {
  const number = (tag: number, value: number): Buffer => tlv(tag, Buffer.of(value));
  const limits = [number(0x0a, 2), number(0x0a, 0), number(2, 0), number(2, 0), number(1, 0)];
  return tlv(0x30, number(2, id), tlv(0x63, tlv(4, 'dc=org'), ...limits, filter, tlv(0x30)));
};

describe('the filter of a search request', () => {
  const odd = 'Noël (*) \\2a \u{1f600}';

  it('arrives with every special character as it was sent, in whatever pieces the bytes come', () => {
    const tap = new FilterTap();
    const equality = tlv(0xa3, tlv(4, 'cn'), tlv(4, odd));
    const substring = tlv(0xa4, tlv(4, 'o'), tlv(0x30, tlv(0x80, 'ré'), tlv(0x81, '*'), tlv(0x82, '\\')));
    const bytes = Buffer.concat([request(7, tlv(0xa0, equality, tlv(0xa2, tlv(0x87, 'uid')))), request(8, substring)]);
    for (const byte of bytes) tap.write(Buffer.of(byte));
    expect(tap.take(7)).toEqual({
      type: 'AndFilter',
      filters: [
        { type: 'EqualityFilter', attribute: 'cn', value: odd },
        { type: 'NotFilter', filter: { type: 'PresenceFilter', attribute: 'uid' } },
      ],
    });
    expect(tap.take(8)).toEqual({ type: 'SubstringFilter', attribute: 'o', initial: 'ré', any: ['*'], final: '\\' });
    expect(tap.take(8)).toBeUndefined();
  });
});
