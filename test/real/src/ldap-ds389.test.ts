/** The LDAP source on a real 389 Directory Server: its ids, its locked accounts, its two kinds of groups, its certificate. */
import { type SourceEvent, type SourceRecord } from '@passerelle/connector-kit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeReal } from './servers/describe-real.ts';
import { available, startDs389, type Ds389 } from './servers/ds389.ts';
import { cursorOf, readLdap } from './read-ldap.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 });

describeReal('the LDAP source on a real 389 Directory Server', [available], () => {
  let server: Ds389;
  beforeAll(async () => {
    server = await startDs389();
    const unit = (ou: string) =>
      `dn: ou=${ou},${server.suffix}\nchangetype: add\nobjectClass: organizationalUnit\nou: ${ou}\n`;
    const person = (uid: string, more = '') =>
      `dn: uid=${uid},ou=people,${server.suffix}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: ${uid}\nsn: ${uid}\ncn: ${uid}\nmail: ${uid}@example.org\n${more}`;
    const dn = (uid: string) => `uid=${uid},ou=people,${server.suffix}`;
    await server.modify(
      [
        unit('people'),
        unit('groups'),
        person('ann'),
        person('bea', 'nsAccountLock: TRUE\n'),
        person('cleo', 'sn;lang-fr: Cléo\n'),
        `dn: cn=inner,ou=groups,${server.suffix}\nchangetype: add\nobjectClass: groupOfUniqueNames\ncn: inner\nuniqueMember: ${dn('cleo')}\n`,
        `dn: cn=cop-icane,ou=groups,${server.suffix}\nchangetype: add\nobjectClass: groupOfNames\ncn: cop-icane\nmember: ${dn('ann')}\nmember: cn=inner,ou=groups,${server.suffix}\n`,
      ].join('\n'),
    );
  });
  afterAll(() => server.stop());

  const config = (more: object = {}) => ({
    url: server.url,
    bind: server.bind,
    base: `ou=people,${server.suffix}`,
    preset: '389ds',
    pageSize: 2,
    groups: {
      base: `ou=groups,${server.suffix}`,
      map: [{ cn: 'cop-icane', community: 'icane', participation: 'active' }],
    },
    ...more,
  });
  const people = (events: readonly { readonly kind: string }[]): ReadonlyMap<string | null, SourceRecord> =>
    new Map(
      (events as readonly SourceEvent[]).flatMap((event) =>
        event.kind === 'record' ? [[event.record.login, event.record] as const] : [],
      ),
    );

  it('people with their ids, who is locked, and the members of both kinds of groups', async () => {
    const events = await readLdap(config());
    expect(events.at(-1)).toMatchObject({
      kind: 'end',
      state: 'complete',
      shape: { records: 3, idField: 'nsUniqueId' },
    });
    const found = people(events);
    for (const { externalId } of found.values()) expect(externalId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{8}){3}$/);
    expect(found.get('bea')?.active).toBe(false);
    expect(found.get('ann')).toMatchObject({ active: true, memberships: [{ community: 'icane' }] });
    expect(found.get('cleo')).toMatchObject({ active: true, memberships: [{ community: 'icane' }] });
    expect(found.get('bea')?.memberships).toEqual([]);
  });
  it('over TLS, only with its certificate', async () => {
    expect((await readLdap(config({ url: server.secureUrl }))).at(-1)).toMatchObject({ state: 'partial' });
    const trusted = config({ ca: server.ca, url: server.secureUrl.replace('127.0.0.1', 'localhost') });
    expect((await readLdap(trusted)).at(-1)).toMatchObject({ state: 'complete' });
    const started = config({ ca: server.ca, startTls: true, url: server.url.replace('127.0.0.1', 'localhost') });
    expect((await readLdap(started)).at(-1)).toMatchObject({ state: 'complete' });
  });
  it('what is new: a lock and a group, without reading anybody again', async () => {
    const cursor = JSON.parse(cursorOf(await readLdap(config()))) as { mark: string };
    expect(cursor.mark).toMatch(/^\d{14}Z$/);
    const later = JSON.stringify({ ...cursor, mark: '99991231235959Z' });
    await server.modify(
      `dn: uid=ann,ou=people,${server.suffix}\nchangetype: modify\nadd: nsAccountLock\nnsAccountLock: true\n\ndn: cn=inner,ou=groups,${server.suffix}\nchangetype: modify\nadd: uniqueMember\nuniqueMember: uid=bea,ou=people,${server.suffix}\n`,
    );
    const events = await readLdap(config(), { cursor: later, again: [] });
    const there = events.flatMap((event) => (event.kind === 'present' ? [event] : []));
    expect(there).toHaveLength(3);
    expect(there.filter(({ active }) => active)).toHaveLength(1);
    expect(there.filter(({ memberships }) => memberships.length > 0)).toHaveLength(3);
  });
});
