import { already, applied, superseded, type BatchOperation, type Result } from '@passerelle/connector-kit';
import type { AccountUpdate, NativeId } from '@passerelle/model';
import { keyIn } from '../list-info.ts';
import { readInfo } from '../client/lists.ts';
import { moveMember, type MemberRow } from '../client/members.ts';
import { problem, refused, wordsOf } from '../client/request.ts';
import {
  addAddress,
  preferAddress,
  readPreferred,
  readUser,
  renameAddress,
  renameUser,
  unlinkAddress,
  verifyAddress,
} from '../client/users.ts';
import { ownAccount, readPerson, type PersonThere, type Work } from './working.ts';

const name = 'update account';
const gone = 'the user is not there any more';

const rename = async (work: Work, person: PersonThere, wanted: string): Promise<boolean> => {
  const { session, call } = work;
  const user = await readUser(session, call, person.native);
  if (user?.displayName.normalize('NFC') === wanted.normalize('NFC')) return false;
  // Rows of one address show the address's own name.
  for (const { email } of person.addresses) await renameAddress(session, call, email, wanted);
  await renameUser(session, call, person.native, wanted);
  return true;
};

/** Rows of lists of ours: those of other lists are nobody's affair. */
const ours = async (work: Work, rows: readonly MemberRow[]): Promise<readonly MemberRow[]> => {
  const { session, call } = work;
  const lists = new Map<NativeId, boolean>();
  for (const { list } of rows) {
    if (!lists.has(list)) lists.set(list, keyIn(await readInfo(session, call, list)) !== null);
  }
  return rows.filter(({ list }) => lists.get(list) === true);
};

/**
 * Subscriptions as a user follow the preferred address; rows of one address (moderators, our register) are moved. The old address is given up, so that
 * whoever gets it next does not write as this person; unless another list still has it.
 */
const move = async (work: Work, person: PersonThere, email: string): Promise<boolean> => {
  const { session, call } = work;
  const before = await readPreferred(session, call, person.native);
  const others = person.rows.filter((row) => !row.asUser && row.email !== email);
  const rows = await ours(work, others);
  const isThere = person.addresses.some((address) => address.email === email && address.verified);
  const old = person.addresses.filter((address) => address.email !== email);
  if (before === email && isThere && rows.length === 0) return false;
  if (!isThere) {
    const response = person.addresses.some((address) => address.email === email)
      ? null
      : await addAddress(session, call, person.native, email);
    if (response !== null && response.status !== 201) {
      const isTaken = wordsOf(response).startsWith('Address belongs to other user');
      throw isTaken ? problem(name, 'another user has this address', 'taken') : refused(session, response, name);
    }
    await verifyAddress(session, call, email);
  }
  await preferAddress(session, call, person.native, email);
  for (const row of rows) await moveMember(session, call, row.id, email);
  const kept = new Set(others.filter((row) => !rows.includes(row)).map((row) => row.email));
  for (const address of old) {
    if (address.email === before && !kept.has(address.email)) await unlinkAddress(session, call, address.email);
  }
  return true;
};

/** Name and address; no mail is sent, and every subscription stays. */
export const applyAccountUpdate = async (
  work: Work,
  operation: BatchOperation,
  change: AccountUpdate,
): Promise<Result> => {
  const native = ownAccount(work, change.person, name);
  const person = await readPerson(work, native, name);
  if (person === null) return superseded(operation, gone);
  const email = change.profile.email?.trim().toLowerCase() ?? '';
  const hasEmail = change.fields.includes('email');
  if (hasEmail && email === '') throw problem(name, 'nobody can be on a list without an address');
  const isMoved = hasEmail && (await move(work, person, email));
  if (isMoved) work.people.delete(native);
  const after = isMoved ? await readPerson(work, native, name) : person;
  if (after === null) return superseded(operation, gone);
  const isRenamed = change.fields.includes('displayName') && (await rename(work, after, change.profile.displayName));
  return isMoved || isRenamed ? applied(operation) : already(operation);
};
