import { already, applied, superseded, type BatchOperation, type Outcome } from '@passerelle/connector-kit';
import type { MembershipPutBack } from '@passerelle/model';
import { someGroups } from '../client/groups.ts';
import { writeMembers } from '../client/write-members.ts';
import { problem, refuseProtected } from '../session.ts';
import { dnOfStranger } from '../stranger.ts';
import { entryOf, type Work } from './working.ts';

/** Takes out a member whom somebody else put in; one that no person's entry stands for is known by its DN. */
export async function putBack(work: Work, operation: BatchOperation, change: MembershipPutBack): Promise<Outcome> {
  const { session, ldap } = work.session;
  const native = work.groups.get(change.group);
  if (native === undefined) throw problem('put a member back', 'not-found', `no group ${change.group} is known`);
  const dn = dnOfStranger(change.account) ?? (await entryOf(work, change.account))?.dn;
  if (dn === undefined) return superseded(operation, 'the entry is not there any more');
  refuseProtected(session, dn);
  for await (const group of someGroups(session, ldap, { ids: [native], withMembers: false })) {
    const written = await writeMembers(session, ldap, group.dn, { add: [], remove: [dn] });
    if (written !== null) return (written.removed.size > 0 ? applied : already)(operation);
  }
  return superseded(operation, 'the group is not there any more');
}
