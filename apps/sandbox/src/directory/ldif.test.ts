import { describe, expect, it } from 'vitest';
import { LdifError, parseLdif } from './ldif.ts';

describe('an LDIF file', () => {
  it('gives accents, folded lines and empty values as they were meant', () => {
    const text = [
      'version: 1',
      '# a comment that',
      '  goes on',
      'dn: cn=Ève Noël,dc=ex',
      ' ample,dc=org',
      'cn:: w4h2ZSBOb8OrbA==',
      'description:',
      'sn:   Noël',
      '',
      '',
      'dn:: Y249YixkYz1leGFtcGxl',
      'cn: b',
    ].join('\r\n');
    const records = parseLdif(text);
    expect(records.map((record) => [record.dn, record.line])).toEqual([
      ['cn=Ève Noël,dc=example,dc=org', 4],
      ['cn=b,dc=example', 11],
    ]);
    expect(records[0]?.attributes).toEqual([
      { name: 'cn', value: 'Ève Noël' },
      { name: 'description', value: '' },
      { name: 'sn', value: 'Noël' },
    ]);
  });

  it.each([
    ['a change record', 'dn: cn=a\nchangetype: delete', 2],
    ['a value by URL', 'dn: cn=a\njpegPhoto:< file:///etc/passwd', 2],
    ['text that is not base64', 'dn: cn=a\ncn:: ***', 2],
    ['bytes that are not UTF-8', 'dn: cn=a\njpegPhoto:: /9j/4A==', 2],
    ['a record without a dn', 'cn: a', 1],
    ['a line without a colon', 'dn: cn=a\nnonsense', 2],
    ['another version', 'version: 2\n\ndn: cn=a', 1],
    ['a continuation of nothing', ' x', 1],
  ])('is refused with its line for %s', (_what, text, line) => {
    expect(() => parseLdif(text)).toThrow(LdifError);
    expect(() => parseLdif(text)).toThrow(new RegExp(`^line ${line}:`));
  });
});
