import { describe, expect, it } from 'vitest';
import { dnKey, formatDn, parseDn } from './distinguished-name.ts';

describe('distinguished names', () => {
  it.each([
    ['UID=Jean , OU=People,dc=org', 'uid=jean,ou=people,DC=Org'],
    ['cn=d\\c3\\a9j\\c3\\a0', 'cn=déjà'],
    ['cn=a+sn=b,dc=org', 'SN=B+CN=A,dc=org'],
    ['cn="Dupont, Jean",dc=org', 'cn=Dupont\\, Jean,dc=org'],
    ['cn=a\\2cb', 'cn=a\\,b'],
    ['cn=two  spaces', 'cn=two spaces'],
  ])('%s and %s are the same entry', (left, right) => {
    expect(dnKey(left)).toBe(dnKey(right));
  });

  it.each(['cn=a\\, b,dc=org', 'cn=\\#1\\+2\\=3,o=\\"x\\"\\;\\<y\\>\\\\', 'cn=\\ lead and trail\\ ,dc=org'])(
    '%s survives being read and written',
    (text) => expect(formatDn(parseDn(text))).toBe(text),
  );

  it('keeps names apart that differ by an escaped separator', () => {
    expect(dnKey('cn=a\\,dc=org')).not.toBe(dnKey('cn=a,dc=org'));
  });

  it.each(['nonsense', '=x', 'cn=a,,dc=org', 'cn=a\\'])('%s is no DN', (text) => {
    expect(() => parseDn(text)).toThrow(/invalid DN/);
  });
});
