import type { BatchWork } from '@passerelle/connector-kit';
import type { NativeId, PersonId } from '@passerelle/model';
import { peopleByIds } from '../client/people.ts';
import type { PersonEntry } from '../client/person-entry.ts';
import { problem, type Ldap, type Session } from '../session.ts';

/** One batch under way, on one connection. */
export type Work = BatchWork<{ readonly session: Session; readonly ldap: Ldap }>;

/** @throws ConnectorError when the batch knows no account of this person */
export function accountOf({ accounts }: Work, person: PersonId): NativeId {
  const native = accounts.get(person);
  if (native !== undefined) return native;
  throw problem('look up an account', 'not-found', `no account of ${person} is known`);
}

/** The entry that an account is; null: it is not there any more. */
export async function entryOf({ session: { session, ldap } }: Work, native: NativeId): Promise<PersonEntry | null> {
  return (await peopleByIds(session, ldap, [native])).get(native) ?? null;
}
