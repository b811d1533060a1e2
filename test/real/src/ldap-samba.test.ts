/** The LDAP source on a real Active Directory domain controller (Samba): binary ids, account flags, long groups in pieces, change numbers. */
import type { SourceRecord } from '@passerelle/connector-kit';
import { testCall } from '@passerelle/connector-kit/testing';
import { ldapConfig, type ChangeEvent } from '@passerelle/connector-ldap';
import { everyValue, openSession } from '@passerelle/ldap-client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { cursorOf, readLdap } from './read-ldap.ts';
import { describeReal } from './servers/describe-real.ts';
import { available, startSamba, type Samba } from './servers/samba.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 });
const MANY = 60;
// Password not required | normal account, with and without "disabled" (MS-ADTS 2.2.16).
const OPEN = 0x220;
const CLOSED = 0x222;

describeReal('the LDAP source on a real Active Directory (Samba)', [available], () => {
  let server: Samba;
  const dn = (name: string): string => `CN=${name},OU=people,${server.base}`;
  const groupDn = (name: string): string => `CN=${name},OU=groups,${server.base}`;
  const person = (name: string, control = OPEN): string =>
    `dn: ${dn(name)}\nchangetype: add\nobjectClass: user\nsAMAccountName: ${name}\nsn: ${name}\ngivenName: Zoé\nmail: ${name}@example.org\ncompany: Exemple\nuserAccountControl: ${control}\n`;
  const group = (name: string, members: readonly string[]): string =>
    `dn: ${groupDn(name)}\nchangetype: add\nobjectClass: group\nsAMAccountName: ${name}\n${members.map((one) => `member: ${one}\n`).join('')}`;
  const many = Array.from({ length: MANY }, (_, index) => `p${index}`);

  beforeAll(async () => {
    server = await startSamba();
    const unit = (ou: string): string =>
      `dn: OU=${ou},${server.base}\nchangetype: add\nobjectClass: organizationalUnit\n`;
    await server.modify(
      [
        unit('people'),
        unit('groups'),
        ...many.map((name) => person(name)),
        person('bea', CLOSED),
        group('inner', many.map(dn)),
        group('cop-icane', [dn('bea'), groupDn('inner')]),
      ].join('\n'),
    );
  });
  afterAll(() => server.stop());

  const config = (more: object = {}) => ({
    url: server.url,
    bind: server.bind,
    base: `OU=people,${server.base}`,
    preset: 'active-directory',
    pageSize: 25,
    groups: {
      base: `OU=groups,${server.base}`,
      map: [{ cn: 'cop-icane', community: 'icane', participation: 'active' }],
    },
    ...more,
  });
  const records = (events: readonly ChangeEvent[]): ReadonlyMap<string | null, SourceRecord> =>
    new Map(events.flatMap((event) => (event.kind === 'record' ? [[event.record.login, event.record] as const] : [])));

  it('people with their binary ids, who is closed, and the members of groups in groups', async () => {
    const events = await readLdap(config());
    expect(events.at(-1)).toMatchObject({ state: 'complete', shape: { records: MANY + 1, idField: 'objectGUID' } });
    const found = records(events);
    expect(new Set([...found.values()].map(({ externalId }) => externalId)).size).toBe(MANY + 1);
    const one = found.get('p7');
    expect(one).toMatchObject({ active: true, givenName: 'Zoé', organization: 'Exemple' });
    expect(one?.memberships).toMatchObject([{ community: 'icane', participation: 'active' }]);
    // The id is spelled as Microsoft's and Samba's own tools spell it.
    const shown = await server.tool('user', 'show', 'p7', '--attributes=objectGUID');
    expect(shown).toContain(`objectGUID: ${one?.externalId ?? '?'}`);
    expect(found.get('bea')).toMatchObject({ active: false });
  });
  it('from the root of the domain, where it refers to partitions that hold no people', async () => {
    expect((await readLdap(config({ base: server.base }))).at(-1)).toMatchObject({ state: 'complete' });
  });
  it('a long group in pieces, as it hands them out', async () => {
    const settings = ldapConfig.parse(config());
    const session = await openSession(settings, undefined, testCall());
    try {
      const entry = await session.entry({
        name: 'read the first piece',
        base: groupDn('inner'),
        filter: '(objectClass=*)',
        attributes: ['member;range=0-24'],
      });
      if (entry === null) throw new Error('the group is not there');
      expect(Object.keys(entry)).toContain('member;range=0-24');
      const members: string[] = [];
      for await (const member of everyValue(session, entry, 'member')) members.push(member);
      expect(new Set(members).size).toBe(MANY);
    } finally {
      await session.close();
    }
  });
  it('over LDAPS and StartTLS, only with its certificate', async () => {
    const { ca } = server;
    expect((await readLdap(config({ url: server.secureUrl }))).at(-1)).toMatchObject({ state: 'partial' });
    expect((await readLdap(config({ startTls: true }))).at(-1)).toMatchObject({ state: 'partial' });
    expect((await readLdap(config({ url: server.secureUrl, ca }))).at(-1)).toMatchObject({ state: 'complete' });
    expect((await readLdap(config({ startTls: true, ca }))).at(-1)).toMatchObject({ state: 'complete' });
  });
  it('the next server where the first is not there', async () => {
    const url = ['ldap://127.0.0.77:9', server.url];
    expect((await readLdap(config({ url }))).at(-1)).toMatchObject({ state: 'complete' });
  });
  it('what is new by change numbers: a changed entry in full, a group and a deletion by ids', async () => {
    const cursor = cursorOf(await readLdap(config()));
    await server.modify(
      [
        `dn: ${dn('p1')}\nchangetype: modify\nreplace: mail\nmail: new@example.org\n`,
        `dn: ${dn('p2')}\nchangetype: delete\n`,
        `dn: ${groupDn('inner')}\nchangetype: modify\ndelete: member\nmember: ${dn('p3')}\n`,
      ].join('\n'),
    );
    const events = await readLdap(config(), { cursor, again: [] });
    const found = records(events);
    expect(found.get('p1')).toMatchObject({ email: 'new@example.org', memberships: [{ community: 'icane' }] });
    // A member's back link is not counted as a change of the person: it is seen all the same.
    const there = events.flatMap((event) => (event.kind === 'present' ? [event] : []));
    expect(there.length + found.size).toBe(MANY);
    expect(found.size).toBeLessThan(5);
    const outside = [...there, ...found.values()].filter(({ memberships }) => memberships.length === 0);
    expect(outside).toHaveLength(1);
    // Nothing since: nobody is read in full.
    const next = await readLdap(config(), { cursor: cursorOf(events), again: [] });
    expect(records(next).size).toBe(0);
    expect(next.at(-1)).toMatchObject({ state: 'complete', shape: { records: MANY } });
  });
});
