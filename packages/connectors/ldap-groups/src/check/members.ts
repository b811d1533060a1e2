import type { Check } from '@passerelle/connector-kit';
import { valuesOf } from '@passerelle/ldap-client';
import { entryAt, everyGroup } from '../client/groups.ts';
import { everybody } from '../client/people.ts';
import { comparable, type Ldap, type Session } from '../session.ts';
import { fine, finding } from './finding.ts';

/** Whether the directory writes `memberOf` by itself, and whether members in our groups point at nobody. */
export async function* checkMembers(session: Session, ldap: Ldap): AsyncGenerator<Check> {
  const people = new Map<string, string>();
  for await (const { key, dn } of everybody(session, ldap)) people.set(key, dn);
  const lost = new Set<string>();
  let example: { readonly group: string; readonly member: string } | null = null;
  for await (const group of everyGroup(session, ldap)) {
    if (group.mark === null) continue;
    for await (const member of group.members()) {
      const key = comparable(member);
      if (session.nobody.has(key)) example ??= { group: group.dn, member };
      else if (people.has(key)) example = { group: group.dn, member };
      else lost.add(member);
    }
  }
  yield await memberOf(ldap, example);
  const id = 'ldap-groups.lost';
  const params = { count: lost.size, examples: [...lost].slice(0, 3).join(' · ') };
  if (lost.size === 0) yield fine(id, 'ldap-groups.check.lost.none');
  else yield finding(id, 'warning', 'ldap-groups.check.lost', params);
}

async function memberOf(
  ldap: Ldap,
  example: { readonly group: string; readonly member: string } | null,
): Promise<Check> {
  const id = 'ldap-groups.memberof';
  if (example === null) return finding(id, 'unknown', 'ldap-groups.check.memberof.unknown');
  // Operational with OpenLDAP: only told when asked for by name (facts/identity.md §4).
  const search = { name: 'read memberOf', base: example.member, filter: '(objectClass=*)', attributes: ['memberOf'] };
  const entry = await entryAt(ldap, search);
  const groups = entry === null ? [] : valuesOf(entry).text('memberOf').map(comparable);
  if (groups.includes(comparable(example.group))) return fine(id, 'ldap-groups.check.memberof.ok');
  return finding(id, 'warning', 'ldap-groups.check.memberof.absent');
}
