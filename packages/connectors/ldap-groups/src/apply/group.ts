import { already, applied, superseded, type BatchOperation, type Outcome } from '@passerelle/connector-kit';
import type { GroupAdopt, GroupCreate, GroupUpdate, NativeId } from '@passerelle/model';
import type { AttributeChange } from '@passerelle/ldap-client';
import { markOf, someGroups, memberKeys, type GroupEntry } from '../client/groups.ts';
import { makeGroup } from '../client/make-group.ts';
import { comparable, problem } from '../session.ts';
import type { Work } from './working.ts';

const gone = 'the group is not there any more';

async function groupOf(
  { session: { session, ldap } }: Work,
  id: NativeId | undefined,
  withMembers = false,
): Promise<GroupEntry | null> {
  if (id === undefined) return null;
  for await (const group of someGroups(session, ldap, { ids: [id], withMembers })) return group;
  return null;
}

export async function createGroup(work: Work, operation: BatchOperation, change: GroupCreate): Promise<Outcome> {
  const { session, ldap } = work.session;
  const { group, isNew } = await makeGroup(session, ldap, {
    name: change.name,
    label: change.label,
    mark: change.group,
  });
  work.groups.set(change.group, group.id);
  return (isNew ? applied : already)(operation, group.id, change.group);
}

/** The label only: the name is native and never changes. */
export async function updateGroup(work: Work, operation: BatchOperation, change: GroupUpdate): Promise<Outcome> {
  const { session, ldap } = work.session;
  const group = await groupOf(work, work.groups.get(change.group));
  if (group === null) return superseded(operation, gone);
  if (group.label === change.label) return already(operation);
  const attribute = session.dialect.group.label;
  await ldap.modify('change a label', group.dn, [{ operation: 'replace', attribute, values: [change.label] }]);
  return applied(operation);
}

/** Takes over a group that a person confirmed: it gets our key, and the placeholder where an empty group cannot be. Everything else is kept. */
export async function adoptGroup(work: Work, operation: BatchOperation, change: GroupAdopt): Promise<Outcome> {
  const { session, ldap } = work.session;
  const { mark, needsMember } = session.dialect.group;
  const group = await groupOf(work, change.native, needsMember);
  if (group === null) return superseded(operation, gone);
  if (group.mark !== null && group.mark !== change.group) {
    throw problem('adopt a group', 'taken', `${group.name} is marked as another group of ours: ${group.mark}`);
  }
  const lacksPlaceholder = needsMember && !(await memberKeys(group)).has(comparable(session.placeholder));
  const changes: readonly AttributeChange[] = [
    ...(group.mark === null ? [{ operation: 'add', attribute: mark, values: [markOf(change.group)] } as const] : []),
    ...(lacksPlaceholder ? [{ operation: 'add', attribute: 'member', values: [session.placeholder] } as const] : []),
  ];
  work.groups.set(change.group, group.id);
  if (changes.length === 0) return already(operation, group.id, change.group);
  await ldap.modify('adopt a group', group.dn, changes);
  return applied(operation, group.id, change.group);
}
