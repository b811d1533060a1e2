import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeDnValue, InvalidDn, normaliseDn, parseDn } from './dn.ts';

const hexPairs = (value: string): string =>
  [...new TextEncoder().encode(value)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
const quote = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;
const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '');
const type = fc.constantFrom('cn', 'ou', 'uid', 'dc', 'O', '2.5.4.3');

describe('a member is recognised however its DN is spelled', () => {
  it.each([
    ['UID=Ann.Lee,OU=People,DC=example,DC=org', 'uid=ann.lee,ou=people,dc=example,dc=org'],
    ['cn = Ann ,  dc=org', 'cn=ann,dc=org'],
    ['cn=Lee\\, Ann,dc=org', 'cn="Lee, Ann",dc=org'],
    ['cn=Ren\\C3\\A9e,dc=org', 'cn=Renée,dc=org'],
    ['cn=René,dc=org', 'cn=René,dc=org'],
    ['cn=a+ou=b,dc=org', 'ou=b+cn=a,dc=org'],
    ['cn=Ann  Lee,dc=org', 'cn=ann lee,dc=org'],
    ['cn=#04024869,dc=org', 'cn=Hi,dc=org'],
    ['cn=a;dc=org', 'cn=a,dc=org'],
    ['OID.2.5.4.3=a', '2.5.4.3=a'],
  ])('%s is %s', (one, other) => {
    expect(normaliseDn(one)).toBe(normaliseDn(other));
  });

  it.each([
    ['cn=a\\+b,dc=org', 'cn=a+ou=b,dc=org'],
    ['cn=a\\,dc=org', 'cn=a,dc=org'],
    ['cn=Łukasiewicz', 'cn=Lukasiewicz'],
    ['cn=\\ff', 'cn=\\fe'],
    ['cn=a,dc=org', 'cn=a,dc=org,dc=org'],
  ])('%s is not %s', (one, other) => {
    expect(normaliseDn(one)).not.toBe(normaliseDn(other));
  });

  it('escaped, in hexadecimal or quoted, a value stays the same person', () => {
    fc.assert(
      fc.property(type, value, (name, text) => {
        const escaped = normaliseDn(`${name}=${escapeDnValue(text.trim())},dc=org`);
        expect(normaliseDn(`${name}=${hexPairs(text.trim())},dc=org`)).toBe(escaped);
        expect(normaliseDn(`${name}=${quote(text.trim())},dc=org`)).toBe(escaped);
      }),
    );
  });

  it('a value comes back from its escaped form unchanged', () => {
    fc.assert(
      fc.property(type, fc.string({ unit: 'grapheme', minLength: 1 }), (name, text) => {
        expect(parseDn(`${name}=${escapeDnValue(text)}`)).toEqual([[{ type: name.toLowerCase(), value: text }]]);
      }),
    );
  });

  it('the normal form is its own normal form', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(type, value), { minLength: 1, maxLength: 4 }), (parts) => {
        const dn = parts.map(([name, text]) => `${name}=${escapeDnValue(text)}`).join(',');
        expect(normaliseDn(normaliseDn(dn))).toBe(normaliseDn(dn));
      }),
    );
  });

  it('the short way for plain DNs agrees with the parser', () => {
    const plain = fc.stringMatching(/^[a-zA-Z0-9.@'_-]{1,8}( [a-zA-Z0-9.@'_-]{1,8})?$/);
    fc.assert(
      fc.property(plain, (text) => {
        // A hexadecimal letter at the end keeps the value while it forces the long way.
        expect(normaliseDn(`cn=${text}z,dc=org`)).toBe(normaliseDn(`cn=${text}\\7a,dc=org`));
      }),
    );
  });
});

it.each(['cn', 'cn=a,', '=a', 'cn="a', 'cn="a"b', 'cn=a\\', 'cn=#zz', 'c n=a'])('%s is refused', (text) => {
  expect(() => parseDn(text)).toThrow(InvalidDn);
});
