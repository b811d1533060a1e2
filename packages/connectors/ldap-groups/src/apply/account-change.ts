import { already, applied, superseded, type BatchOperation, type Outcome } from '@passerelle/connector-kit';
import type { AccountAdopt, AccountSwitch, AccountUpdate } from '@passerelle/model';
import { makeSuspended, suspendedDn } from '../client/suspended.ts';
import { writeMembers } from '../client/write-members.ts';
import { attributesOf } from '../external-attributes.ts';
import { refuseProtected } from '../session.ts';
import { accountOf, entryOf, type Work } from './working.ts';

const gone = 'the entry is not there any more';

/** Names, address and language of an entry of ours. */
export async function updateAccount(work: Work, operation: BatchOperation, change: AccountUpdate): Promise<Outcome> {
  const { session, ldap } = work.session;
  const { person, profile, fields } = change;
  const entry = await entryOf(work, accountOf(work, person));
  if (entry === null) return superseded(operation, gone);
  refuseProtected(session, entry.dn);
  const { external } = entry;
  if (external === null) return superseded(operation, "the directory's people are changed in the directory");
  const differing = fields.filter((field) => (external.profile[field] ?? null) !== profile[field]);
  const attributes = Object.entries(attributesOf(session.dialect, person, profile, differing));
  if (attributes.length === 0) return already(operation);
  const changes = attributes.map(([attribute, values]) => ({ operation: 'replace', attribute, values }) as const);
  await ldap.modify('change an entry', entry.dn, changes);
  return applied(operation);
}

/**
 * Nobody's own entry is closed or opened: whoever is suspended is in a group of ours, which applications leave out. Logins are the identity side's.
 */
export async function switchAccount(work: Work, operation: BatchOperation, change: AccountSwitch): Promise<Outcome> {
  const { session, ldap } = work.session;
  const entry = await entryOf(work, accountOf(work, change.person));
  if (entry === null) return superseded(operation, gone);
  refuseProtected(session, entry.dn);
  const isDisabling = change.verb === 'disable';
  const members = isDisabling ? { add: [entry.dn], remove: [] } : { add: [], remove: [entry.dn] };
  let written = await writeMembers(session, ldap, suspendedDn(session), members);
  if (written === null && isDisabling) {
    await makeSuspended(session, ldap);
    written = await writeMembers(session, ldap, suspendedDn(session), members);
  }
  const isChanged = written !== null && written.added.size + written.removed.size > 0;
  return (isChanged ? applied : already)(operation);
}

/** Takes over an entry that a person confirmed. One of the directory is linked, and stays as it is. */
export async function adoptAccount(work: Work, operation: BatchOperation, change: AccountAdopt): Promise<Outcome> {
  const { session, ldap } = work.session;
  const { person, native } = change;
  const entry = await entryOf(work, native);
  if (entry === null) return superseded(operation, gone);
  refuseProtected(session, entry.dn);
  work.accounts.set(person, entry.id);
  if (entry.external === null) return applied(operation, entry.id, entry.id);
  if (entry.external.person === person) return already(operation, entry.id, person);
  const attribute = session.dialect.external.idAttribute;
  await ldap.modify('adopt an entry', entry.dn, [{ operation: 'replace', attribute, values: [person] }]);
  return applied(operation, entry.id, person);
}
