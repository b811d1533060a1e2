import { describe, expect, it } from 'vitest';
import { ldapConfig, mappingOf } from './config.ts';
import { explainEntry } from './explain-entry.ts';

const explained = (entry: Record<string, string | string[] | Buffer>, extra: object = {}) => {
  const config = ldapConfig.parse({ url: 'ldap://127.0.0.1', base: 'dc=example,dc=org', ...extra });
  const nothing = { memberships: [], assignments: [] };
  return explainEntry({ dn: 'uid=x,dc=example,dc=org', ...entry }, mappingOf(config), nothing, config.emailDomains);
};
const field = (result: ReturnType<typeof explained>, name: string) => result.fields.find((one) => one.field === name);
const person = { entryUUID: 'ABCD-1', uid: 'aminata', sn: 'Ouédraogo', givenName: 'Aminata' };

describe('an administrator sees why a field is what it is', () => {
  it('which attribute gave it, and which came too late', () => {
    const name = field(explained({ ...person, displayName: 'Aminata O.', cn: 'Aminata Ouédraogo' }), 'displayName');
    expect(name).toMatchObject({ value: 'Aminata O.', why: null });
    expect(name?.tried).toMatchObject([
      { attribute: 'displayName', taken: 'Aminata O.', why: null },
      { attribute: 'cn', taken: null, why: { code: 'ldap.explain.after-another', params: { other: 'displayName' } } },
    ]);
  });
  it('that a name was composed, since no attribute holds it', () => {
    expect(field(explained(person), 'displayName')).toMatchObject({
      value: 'Aminata Ouédraogo',
      why: { code: 'ldap.explain.composed' },
    });
  });
  it('which of several addresses was taken', () => {
    const mail = ['z@example.org', 'a@other.org'];
    expect(field(explained({ ...person, mail }, { emailDomains: ['example.org'] }), 'email')).toMatchObject({
      value: 'z@example.org',
      tried: [{ taken: 'z@example.org', why: { code: 'ldap.explain.one-address', params: { count: 2 } } }],
    });
  });
  it('that a language is not known, and that an attribute is not there', () => {
    const result = explained({ ...person, preferredLanguage: 'tlh' });
    expect(field(result, 'preferredLanguage')).toMatchObject({
      value: null,
      tried: [{ values: ['tlh'], taken: null, why: { code: 'ldap.explain.language' } }],
    });
    expect(field(result, 'organization')).toMatchObject({
      value: null,
      tried: [{ why: { code: 'ldap.explain.absent' } }],
    });
  });
  it('that the account is closed, and by which rule', () => {
    const result = explained({ ...person, pwdAccountLockedTime: '000001010000Z' });
    expect(field(result, 'active')).toMatchObject({ value: 'false', why: { code: 'ldap.explain.inactive' } });
    expect(field(explained(person), 'active')).toMatchObject({ value: 'true' });
  });
  it('why no person is made of the entry', () => {
    expect(explained({ sn: 'A' })).toMatchObject({ verdict: 'rejected', reason: { code: 'ldap.rejected.no-id' } });
    const binary = explained({ sn: 'A', objectGUID: Buffer.from('0102', 'hex') }, { preset: 'active-directory' });
    expect(field(binary, 'externalId')?.tried).toMatchObject([
      { values: ['0x0102'], why: { code: 'ldap.explain.no-guid' } },
    ]);
  });
});

it('what is left aside is told by name, never by value', () => {
  const result = explained({ ...person, userPassword: '{SSHA}secret', jpegPhoto: Buffer.from('ff', 'hex'), '*': [] });
  expect(result.leftAside).toEqual(['jpegPhoto', 'userPassword']);
  expect(JSON.stringify(result)).not.toContain('secret');
});

describe('presets', () => {
  it('a name that is only there in a language is a name', () => {
    const tagged = { entryUUID: 'a', 'sn;lang-fr': 'Dupont', 'sn;lang-en': 'Bridge' };
    expect(field(explained(tagged), 'familyName')?.value).toBe('Bridge');
    expect(field(explained({ ...tagged, sn: 'Pont' }), 'familyName')?.value).toBe('Pont');
  });
  it('SupAnn: further addresses and numbers, and an account that is inactive', () => {
    const entry = { ...person, supannAutreMail: 'a@labo.example', supannRessourceEtat: ['{MAIL}A', '{COMPTE}I'] };
    const result = explained(entry, { preset: 'supann' });
    expect(field(result, 'email')?.value).toBe('a@labo.example');
    expect(field(result, 'active')?.value).toBe('false');
    const open = explained({ ...entry, supannRessourceEtat: ['{MAIL}I', '{COMPTE}A'] }, { preset: 'supann' });
    expect(field(open, 'active')?.value).toBe('true');
  });
  it('eduPerson: the principal name where there is no login', () => {
    const { uid, ...rest } = person;
    const entry = { ...rest, eduPersonPrincipalName: 'aminata@example.org' };
    expect(field(explained(entry, { preset: 'eduperson' }), 'login')?.value).toBe('aminata@example.org');
    expect(field(explained({ ...entry, uid }, { preset: 'eduperson' }), 'login')?.value).toBe('aminata');
  });
});
