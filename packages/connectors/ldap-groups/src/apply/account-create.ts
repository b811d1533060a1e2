import { already, applied, type BatchOperation, type Outcome } from '@passerelle/connector-kit';
import { escapeDnValue } from '@passerelle/ldap-client';
import { profileFields, type AccountCreate } from '@passerelle/model';
import { entryAt, statusOf } from '../client/groups.ts';
import { peopleByIds } from '../client/people.ts';
import { personOf, personSearch, type PersonEntry } from '../client/person-entry.ts';
import { attributesOf } from '../external-attributes.ts';
import { problem, refuseProtected } from '../session.ts';
import type { Work } from './working.ts';

/** Links somebody to their own entry in the directory, or makes an entry for somebody from outside. */
export const createAccount = (work: Work, operation: BatchOperation, change: AccountCreate): Promise<Outcome> =>
  change.mode === 'await' ? linkAwaited(work, operation, change) : makeExternal(work, operation, change);

/** Nothing is written: the directory's own entries are never changed. The directory's id decides, not the login. */
async function linkAwaited(work: Work, operation: BatchOperation, { hint, person }: AccountCreate): Promise<Outcome> {
  const { session, ldap } = work.session;
  const id = hint?.anchor.toLowerCase() ?? null;
  const entry = id === null ? undefined : (await peopleByIds(session, ldap, [id])).get(id);
  if (entry === undefined || id === null) {
    const detail =
      id === null
        ? 'they are from outside, and the configuration names no place for entries of people from outside (externals)'
        : `nobody with this id is below ${session.config.people.base.join(' or ')}`;
    throw problem('link an entry', 'awaiting', detail, 'backoff');
  }
  refuseProtected(session, entry.dn);
  work.accounts.set(person, entry.id);
  return (operation.attemptedBefore ? already : applied)(operation, entry.id, entry.id);
}

/** The person's id is the entry's name, by which it is found again after a crash. Without a password: nobody logs in with it. */
async function makeExternal(work: Work, operation: BatchOperation, change: AccountCreate): Promise<Outcome> {
  const { session, ldap } = work.session;
  const { dialect, config } = session;
  const { person, profile } = change;
  if (config.externals === undefined) {
    throw problem('make an entry', 'rejected', 'the configuration names no place for people from outside (externals)');
  }
  const { naming, idAttribute, classes } = dialect.external;
  const dn = `${naming}=${escapeDnValue(person)},${config.externals.base}`;
  let isNew = true;
  try {
    const said = attributesOf(dialect, person, profile, profileFields);
    const values = Object.fromEntries(Object.entries(said).filter(([, one]) => one.length > 0));
    await ldap.add('make an entry', dn, { objectClass: classes, ...values, [naming]: person, [idAttribute]: person });
  } catch (error) {
    if (statusOf(error) === 32) {
      throw problem(
        'make an entry',
        'not-found',
        `${config.externals.base} is not there, or our account may not see it`,
      );
    }
    if (statusOf(error) !== 68) throw error;
    isNew = false;
  }
  const entry = await externalAt(work, dn, config.externals.base);
  if (entry?.external?.person !== person) throw problem('make an entry', 'taken', `${dn} is there and is not ours`);
  work.accounts.set(person, entry.id);
  return (isNew ? applied : already)(operation, entry.id, person);
}

async function externalAt({ session: { session, ldap } }: Work, dn: string, base: string): Promise<PersonEntry | null> {
  const { scope: _, pageSize: __, ...search } = personSearch(session, base, 'external');
  const entry = await entryAt(ldap, { ...search, name: 'read an entry back', base: dn });
  return entry === null ? null : personOf(session, entry, 'external');
}
