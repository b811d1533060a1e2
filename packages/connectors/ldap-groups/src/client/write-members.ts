import type { AttributeChange } from '@passerelle/ldap-client';
import { comparable, type Ldap, type Session } from '../session.ts';
import { groupAt, memberKeys, statusOf } from './groups.ts';

export interface MemberChange {
  /** DNs. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
}
export interface Written {
  /** DNs, compared, that were not members before and are now. */
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
}

/**
 * Answers that a member was there already, or was not: 20 and 16 (RFC 4511), 68 and 53 with Active Directory. 65: the placeholder was taken out by
 * somebody and the last member goes.
 */
const LOOK_FIRST: ReadonlySet<number> = new Set([16, 20, 53, 65, 68]);

const changesOf = ({ add, remove }: MemberChange): readonly AttributeChange[] => [
  ...(add.length === 0 ? [] : [{ operation: 'add', attribute: 'member', values: add } as const]),
  ...(remove.length === 0 ? [] : [{ operation: 'delete', attribute: 'member', values: remove } as const]),
];
const keysOf = (dns: readonly string[]): ReadonlySet<string> => new Set(dns.map(comparable));

/**
 * One modify with every added and removed member. It is sent as it was planned, since that is nearly always right; only when the directory objects are
 * the members read, and what is left to do is sent.
 * @returns null when the group is not there
 * @throws ConnectorError
 */
export async function writeMembers(
  session: Session,
  ldap: Ldap,
  dn: string,
  change: MemberChange,
): Promise<Written | null> {
  const name = 'change the members of a group';
  if (change.add.length + change.remove.length === 0) return { added: new Set(), removed: new Set() };
  try {
    await ldap.modify(name, dn, changesOf(change));
    return { added: keysOf(change.add), removed: keysOf(change.remove) };
  } catch (error) {
    const status = statusOf(error);
    if (status === 32) return null;
    if (status === null || !LOOK_FIRST.has(status)) throw error;
    const left = await leftToDo(session, ldap, dn, change);
    if (left === null) return null;
    const again = changesOf(left);
    // The directory objects to exactly what is still to be done: that is its last word.
    if (JSON.stringify(again) === JSON.stringify(changesOf(change))) throw error;
    if (again.length > 0) await ldap.modify(name, dn, again);
    return { added: keysOf(left.add), removed: keysOf(left.remove) };
  }
}

async function leftToDo(
  session: Session,
  ldap: Ldap,
  dn: string,
  { add, remove }: MemberChange,
): Promise<MemberChange | null> {
  const group = await groupAt(session, ldap, dn);
  if (group === null) return null;
  const members = await memberKeys(group);
  const placeholder = session.dialect.group.needsMember && !members.has(comparable(session.placeholder));
  return {
    add: [...(placeholder ? [session.placeholder] : []), ...add.filter((one) => !members.has(comparable(one)))],
    // As the directory spells them: it may compare more strictly than we do.
    remove: remove.flatMap((one) => members.get(comparable(one)) ?? []),
  };
}
