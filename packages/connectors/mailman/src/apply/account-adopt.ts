import { applied, superseded, type BatchOperation, type Result } from '@passerelle/connector-kit';
import type { AccountAdopt } from '@passerelle/model';
import { makeCareList } from '../care-list.ts';
import { addMember } from '../client/members.ts';
import { problem, refused, wordsOf } from '../client/request.ts';
import { preferAddress, readPreferred } from '../client/users.ts';
import { careId } from '../session.ts';
import { readPerson, type Work } from './working.ts';

const name = 'adopt account';

/** Takes a user whom a person confirmed to be this one into our register. Their addresses stay as they are. */
export const applyAccountAdopt = async (
  work: Work,
  operation: BatchOperation,
  change: AccountAdopt,
): Promise<Result> => {
  const { session, call } = work;
  const person = await readPerson(work, change.native, name);
  if (person === null) return superseded(operation, 'the user is not there any more');
  const verified = person.addresses.find((address) => address.verified);
  const preferred = (await readPreferred(session, call, change.native)) ?? verified?.email ?? null;
  if (preferred === null) throw problem(name, 'none of the addresses of this user was ever confirmed');
  await preferAddress(session, call, change.native, preferred);
  if (!person.rows.some((row) => row.list === careId(session))) {
    await makeCareList(session, call);
    const row = { list_id: careId(session), subscriber: preferred, role: 'nonmember' };
    const response = await addMember(session, call, row);
    if (response.status !== 201 && !wordsOf(response).includes('is already an')) throw refused(session, response, name);
  }
  work.accounts.set(change.person, change.native);
  return applied(operation, change.native);
};
