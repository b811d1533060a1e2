import { dnOfGroup, groupAt, memberKeys } from './groups.ts';
import { makeGroup } from './make-group.ts';
import type { Ldap, Session } from '../session.ts';

/**
 * The group of those whom Passerelle has suspended. A person's own entry is never changed, so this is how an application that reads the branch can
 * know: `(!(memberOf=cn=passerelle-suspended,…))`. The store's mark stands on it too.
 */
export const SUSPENDED = 'passerelle-suspended';
export const suspendedDn = (session: Session): string => dnOfGroup(session, SUSPENDED);

/** Begins the store's mark; nothing follows it until there is one. */
export const STORE = 'store ';
const LABEL = 'Passerelle: suspended, suspendus';

export const makeSuspended = (session: Session, ldap: Ldap) =>
  makeGroup(session, ldap, { name: SUSPENDED, label: LABEL, mark: STORE }, (mark) => mark?.startsWith(STORE) === true);

/** DNs, compared, of those who are in it; nobody while there is no such group. */
export async function suspendedKeys(session: Session, ldap: Ldap): Promise<ReadonlySet<string>> {
  const group = await groupAt(session, ldap, suspendedDn(session));
  return new Set(group === null ? [] : (await memberKeys(group)).keys());
}
