import type { Session } from '@passerelle/ldap-client';
import { normaliseDn } from '@passerelle/ldap-client';
import type { Entry } from 'ldapts';
import { describe, expect, it } from 'vitest';
import { ldapConfig, mappingOf } from './config.ts';
import { readGroupMembers } from './group-members.ts';

const under = 'ou=groups,dc=org';
const ann = 'uid=ann,ou=people,dc=org';
const bea = 'uid=bea,ou=people,dc=org';
const group = (cn: string, member: readonly string[]): Entry => ({ dn: `cn=${cn},${under}`, cn, member: [...member] });

/** Answers searches by name out of a list of groups. */
function directory(entries: readonly Entry[], gone: readonly string[] = []): Session {
  const named = (filter: string): readonly Entry[] =>
    filter.includes('(cn=') ? entries.filter(({ cn }) => filter.includes(`(cn=${String(cn)})`)) : entries;
  return {
    url: 'ldap://127.0.0.1',
    platform: 'ldap',
    async *pages({ filter }) {
      yield await Promise.resolve({ entries: named(String(filter)), referrals: [] });
    },
    entry: ({ base }) =>
      Promise.resolve(
        gone.includes(base) ? null : (entries.find(({ dn }) => normaliseDn(dn) === normaliseDn(base)) ?? null),
      ),
    add: () => Promise.reject(new Error('reads only')),
    modify: () => Promise.reject(new Error('reads only')),
    close: () => Promise.resolve(),
  };
}
const read = (session: Session, groups: object = {}) => {
  const map = [
    { cn: 'all', community: 'icane', participation: 'peripheral' },
    { cn: 'inner', community: 'icane', participation: 'core' },
    { cn: 'helpers', community: 'icane', role: 'secretaire' },
  ];
  const config = ldapConfig.parse({
    url: 'ldap://127.0.0.1',
    base: 'dc=org',
    groups: { base: under, map, ...groups },
  });
  return readGroupMembers(session, config, mappingOf(config), () => undefined);
};

describe('a group that is a member of a group', () => {
  const nested = [
    group('all', [ann, `CN=Inner,${under}`, `cn=deep,${under}`]),
    group('inner', [`cn=deep,${under}`]),
    // A circle: each holds the other.
    group('deep', [bea, `cn=all,${under}`]),
    group('helpers', [`cn=inner,${under}`]),
  ];
  it('gives its members what the outer one gives, through every floor and however its DN is spelled', async () => {
    const members = await read(directory(nested));
    // Bea is deep: in all, inner and helpers; through the circle Ann is too.
    for (const dn of [bea, ann]) {
      expect(members.of(dn)).toMatchObject({
        memberships: [{ community: 'icane', participation: 'core' }],
        assignments: [{ role: 'secretaire' }],
      });
    }
    expect(members.unmet()).toEqual([]);
  });
  it('gives nothing where the configuration says so, and is told as unknown', async () => {
    const members = await read(directory(nested), { nested: false });
    expect(members.of(bea)).toMatchObject({ memberships: [], assignments: [] });
    expect(members.of(ann)).toMatchObject({ memberships: [{ participation: 'peripheral' }] });
    expect(members.unmet()).toContain(`cn=deep,${under}`);
  });
  it('and that disappears while it is read stops the reading: who was in it is unknown', async () => {
    await expect(read(directory(nested, [`cn=deep,${under}`]))).rejects.toMatchObject({ code: 'not-found' });
  });
});

it('389 Directory Server: members and unique members both count', async () => {
  const entries = [
    group('all', [ann]),
    { dn: `cn=inner,${under}`, cn: 'inner', uniqueMember: [bea] },
    group('helpers', []),
  ];
  const config = ldapConfig.parse({
    url: 'ldap://127.0.0.1',
    base: 'dc=org',
    preset: '389ds',
    groups: { base: under, map: [{ cn: 'inner', community: 'icane', participation: 'core' }] },
  });
  const members = await readGroupMembers(directory(entries), config, mappingOf(config), () => undefined);
  expect(members.of(bea)).toMatchObject({ memberships: [{ participation: 'core' }] });
});
