import { startWork, type Batch, type BatchWork, type Call } from '@passerelle/connector-kit';
import type { NativeId, PersonId } from '@passerelle/model';
import { readMemberships, type MemberRow } from '../client/members.ts';
import { problem } from '../client/request.ts';
import { isUserId, readAddresses, type AddressView } from '../client/users.ts';
import { protectedError, protectionOf } from '../protection.ts';
import type { Session } from '../session.ts';

/** Somebody as the server knows them: every address, and every row on every list. */
export interface PersonThere {
  readonly native: NativeId;
  readonly addresses: readonly AddressView[];
  readonly rows: readonly MemberRow[];
}

/** One batch under way on one Mailman. Who was read once is remembered through the batch: a person's lists come together. */
export interface Work extends BatchWork<Session> {
  readonly people: Map<NativeId, PersonThere>;
}
export const openWork = (session: Session, batch: Batch, call: Call): Work => ({
  ...startWork(session, batch, call),
  people: new Map(),
});

/** Null: no such user. @throws ConnectorError `protected` */
export const readPerson = async (work: Work, native: NativeId, name: string): Promise<PersonThere | null> => {
  const { session, call, people } = work;
  const known = people.get(native);
  if (known !== undefined) return known;
  const addresses = isUserId(native) ? await readAddresses(session, call, native) : null;
  if (addresses === null) return null;
  const emails = addresses.map(({ email }) => email);
  if ((await protectionOf(session, call, native, emails)) !== null) throw protectedError(name, native);
  const rows: MemberRow[] = [];
  for (const email of emails) rows.push(...(await readMemberships(session, call, email)));
  const person = { native, addresses, rows };
  people.set(native, person);
  return person;
};

/** The account of a person of ours. @throws ConnectorError `not-found` where none is known */
export const ownAccount = ({ accounts }: Work, person: PersonId, name: string): NativeId => {
  const native = accounts.get(person);
  if (native === undefined) throw problem(name, `no account of ${person} is known`, 'not-found');
  return native;
};
