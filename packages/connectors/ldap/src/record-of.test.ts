import { describe, expect, it } from 'vitest';
import { guidOf } from '@passerelle/ldap-client';
import { ldapConfig, mappingOf } from './config.ts';
import { languageOf, primaryAddress, recordOf } from './record-of.ts';

const config = (extra: object = {}) =>
  ldapConfig.parse({ url: 'ldap://127.0.0.1', base: 'dc=example,dc=org', ...extra });
const read = (entry: Record<string, string | string[] | Buffer>, extra: object = {}) =>
  recordOf({ dn: 'uid=x,dc=org', ...entry }, mappingOf(config(extra)), { memberships: [], assignments: [] }, []);
const person = { entryUUID: 'ABCD', sn: 'Ouédraogo', givenName: 'Aminata' };

describe('an entry becomes a person', () => {
  it('with what the directory says, whatever the case of the attribute names', () => {
    expect(read({ ...person, UID: 'amina', MAIL: 'a@example.org', preferredLanguage: 'fr-BE' })).toMatchObject({
      kind: 'record',
      record: {
        externalId: 'abcd',
        login: 'amina',
        displayName: 'Aminata Ouédraogo',
        email: 'a@example.org',
        preferredLanguage: 'fr',
        organization: null,
        active: true,
      },
    });
  });
  it('without an address it is a person all the same', () => {
    expect(read(person)).toMatchObject({ kind: 'record', record: { email: null } });
  });
  it('without an id or a name it is refused with the reason', () => {
    expect(read({ sn: 'A' })).toMatchObject({ kind: 'rejected', reason: { code: 'ldap.rejected.no-id' } });
    expect(read({ entryUUID: 'b' })).toMatchObject({ kind: 'rejected', externalId: 'b' });
  });
});

describe('a closed account', () => {
  it('is inactive in OpenLDAP only when an administrator locked it, not after wrong passwords', () => {
    expect(read({ ...person, pwdAccountLockedTime: '000001010000Z' })).toMatchObject({ record: { active: false } });
    expect(read({ ...person, pwdAccountLockedTime: '20260101000000Z' })).toMatchObject({ record: { active: true } });
  });
  it('is inactive in Active Directory by bit 2', () => {
    const extra = { preset: 'active-directory' };
    const ad = { objectGUID: Buffer.from('00112233445566778899aabbccddeeff', 'hex'), sn: 'A' };
    expect(read({ ...ad, userAccountControl: '514' }, extra)).toMatchObject({ record: { active: false } });
    expect(read({ ...ad, userAccountControl: '512' }, extra)).toMatchObject({
      record: { active: true, externalId: '33221100-5544-7766-8899-aabbccddeeff' },
    });
  });
  it('is inactive in 389 Directory Server by nsAccountLock', () => {
    const extra = { preset: '389ds' };
    expect(read({ nsUniqueId: 'a-b', sn: 'A', nsAccountLock: 'true' }, extra)).toMatchObject({
      record: { active: false },
    });
  });
  it('never is, where the configuration says that the directory does not tell', () => {
    const locked = { ...person, pwdAccountLockedTime: '000001010000Z' };
    expect(read(locked, { inactive: null })).toMatchObject({ record: { active: true } });
  });
});

it('a person with several addresses keeps the same one in whatever order they come', () => {
  const addresses = ['z@example.org', 'b@other.org', 'a@example.org'];
  expect(primaryAddress(addresses, [])).toBe('a@example.org');
  expect(primaryAddress(addresses.toReversed(), [])).toBe('a@example.org');
  expect(primaryAddress(addresses, ['other.org'])).toBe('b@other.org');
  expect(primaryAddress([' '], [])).toBeNull();
});

it('reads the first language that is known', () => {
  expect(languageOf('nl-BE, fr;q=0.8')).toBe('nl');
  expect(languageOf('pl, de;q=0.8')).toBe('de');
  expect(languageOf('pl')).toBeNull();
  expect(languageOf(null)).toBeNull();
});

it('an id that is not 16 bytes is no GUID', () => {
  expect(guidOf(Buffer.from('00', 'hex'))).toBeNull();
});
