import { isWithin, parseDn } from '@passerelle/ldap-client';
import { entryAt, type GroupEntry } from '../client/groups.ts';
import { placesOf } from '../client/people.ts';
import type { Known } from '../observe.ts';
import { comparable, type Ldap, type Session } from '../session.ts';

/** So many names at most are looked up one by one, to be sure that nothing is there any more. */
const MOST = 50;

/**
 * A directory without referential integrity keeps a person's old DN in its groups when their entry is renamed or moved. Such a member is no stranger:
 * it is left out here, so that the plan puts the person in again, and is taken out when that is written.
 * Known as a person's old DN: one under which this process saw them before, or one that is gone, where somebody of the same name within the same
 * place now is elsewhere.
 * @returns the DNs that are people's old ones
 */
export async function noteMoves(
  session: Session,
  ldap: Ldap,
  group: GroupEntry,
  dns: readonly string[],
  known: Known,
): Promise<ReadonlySet<string>> {
  if (dns.length === 0) {
    session.stale.delete(group.id);
    return new Set();
  }
  const bases = placesOf(session).map(({ base }) => base);
  const before = new Map([...session.places].map(([id, key]) => [key, id]));
  const here = new Set([...known.values()].map(({ id }) => id));
  const names = new Set([...known.keys()].map(nameOf));
  const moved = new Set<string>();
  let asked = 0;
  for (const dn of dns) {
    const key = comparable(dn);
    if (!isReadable(dn, bases)) continue;
    const id = before.get(key);
    if (id !== undefined && here.has(id)) moved.add(dn);
    else if (names.has(nameOf(key)) && asked < MOST) {
      asked += 1;
      if (await isGone(ldap, dn)) moved.add(dn);
    }
  }
  if (moved.size === 0) session.stale.delete(group.id);
  else session.stale.set(group.id, moved);
  return moved;
}

const isReadable = (dn: string, bases: readonly string[]): boolean => {
  try {
    return bases.some((base) => isWithin(dn, base));
  } catch {
    return false;
  }
};

/** The first part of a DN, compared: `uid=zoe.martin`. */
function nameOf(key: string): string {
  try {
    return (parseDn(key)[0] ?? []).map(({ type, value }) => `${type}=${value}`).join('+');
  } catch {
    return key;
  }
}

async function isGone(ldap: Ldap, base: string): Promise<boolean> {
  const search = { name: 'look for an old name', base, filter: '(objectClass=*)', attributes: ['1.1'] };
  return (await entryAt(ldap, search)) === null;
}
