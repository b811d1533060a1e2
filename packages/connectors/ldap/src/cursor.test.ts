import { describe, expect, it } from 'vitest';
import { ldapConfig, mappingOf } from './config.ts';
import { askedOf, cursorFrom, NewestChange, sinceMark, type Cursor } from './cursor.ts';

const config = (more: object = {}) => ldapConfig.parse({ url: 'ldap://127.0.0.1', base: 'dc=org', ...more });
const cursor = (mark: string): Cursor => ({
  version: 1,
  of: '',
  server: 'ldap://127.0.0.1',
  mark,
  fullAt: 0,
  filled: {},
  records: 10,
});

describe('where a reading goes on from', () => {
  it('five minutes before the newest change, over midnight and new year too', () => {
    expect(sinceMark(cursor('20270101000200Z'), mappingOf(config()))).toBe('20261231235700Z');
  });
  it('after the last change number, also beyond what a double can hold', () => {
    const directory = mappingOf(config({ preset: 'active-directory' }));
    expect(sinceMark(cursor('9007199254740993'), directory)).toBe('9007199254740994');
    expect(sinceMark(cursor('20270101000200Z'), directory)).toBeNull();
  });
  it('nowhere, where what is kept is no place', () => {
    expect(cursorFrom('')).toBeNull();
    expect(cursorFrom('{"version":2}')).toBeNull();
    expect(cursorFrom(JSON.stringify(cursor('x')))).toEqual(cursor('x'));
    expect(sinceMark(cursor('yesterday'), mappingOf(config()))).toBeNull();
  });
  it('nowhere either, once another base, filter, attribute or group is asked for', () => {
    const asked = (more: object = {}) => askedOf(config(more), mappingOf(config(more)));
    const map = [{ cn: 'a', community: 'icane', participation: 'active' }];
    const others = [
      { base: 'dc=com' },
      { filter: '(uid=*)' },
      { attributes: { email: 'rfc822Mailbox' } },
      { groups: { base: 'dc=org', map } },
      { groups: { base: 'dc=org', map, nested: false } },
      { emailDomains: ['example.org'] },
      { inactive: null },
    ].map((more) => asked(more));
    expect(new Set([asked(), ...others]).size).toBe(others.length + 1);
    expect(asked({ timeout: 5 })).toBe(asked());
  });
});

it('the newest change is the newest that was seen, fractions and all', () => {
  const newest = new NewestChange();
  expect(newest.mark).toBeNull();
  for (const modifyTimestamp of ['20270101000200Z', '20270101000300.5Z', '20261231000000Z', 'never'])
    newest.see({ dn: 'x', modifyTimestamp });
  expect(newest.mark).toBe('20270101000300Z');
});
