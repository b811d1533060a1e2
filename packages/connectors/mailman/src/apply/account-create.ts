import { already, applied, type BatchOperation, type Result } from '@passerelle/connector-kit';
import type { AccountCreate, NativeId } from '@passerelle/model';
import { makeCareList } from '../care-list.ts';
import { addMember, endMember, readRoster } from '../client/members.ts';
import { problem, refused, wordsOf } from '../client/request.ts';
import { preferAddress, readAddresses, verifyAddress, type AddressView } from '../client/users.ts';
import { protectedError, protectionOf } from '../protection.ts';
import { careId } from '../session.ts';
import type { Work } from './working.ts';

const name = 'create account';

/**
 * Puts an address into our register. That makes its user where there is none, in fifteen milliseconds: making a user by itself works out the digest of
 * a password that nobody will use, which takes two hundred (measured on 3.3.8).
 * @returns whether it was there already
 */
const register = async (work: Work, email: string, displayName: string): Promise<boolean> => {
  const { session, call } = work;
  await makeCareList(session, call);
  const response = await addMember(session, call, {
    list_id: careId(session),
    subscriber: email,
    display_name: displayName,
    role: 'nonmember',
  });
  if (response.status === 201) return false;
  const words = wordsOf(response);
  if (response.status === 400 && words.includes('is already an')) return true;
  if (words === 'No such list') session.care.forget();
  if (words === 'Membership is banned') {
    throw problem(name, 'this address is banned on the whole Mailman server: a moderator must lift the ban first');
  }
  if (words.startsWith('Invalid Parameter "subscriber"')) {
    throw problem(name, 'Mailman does not take this address: it has no accents, and a dot in its domain');
  }
  throw refused(session, response, name);
};

/** Takes the address out of our register again: its user is not ours to keep. */
const forget = async (work: Work, email: string): Promise<void> => {
  const { session, call } = work;
  const roster = (await readRoster(session, call, careId(session), 'nonmember')) ?? [];
  const row = roster.find((each) => each.email === email.toLowerCase());
  if (row !== undefined) await endMember(session, call, row.id);
};

const conflict = (native: NativeId, why: string) => problem(name, `user ${native} ${why}`, 'taken');

/**
 * Whose address it is. A user of that one verified address is the person who reads that mailbox; an address that was only claimed, by a user who has
 * others, is for a person to settle.
 */
const ownerOf = async (work: Work, email: string): Promise<{ native: NativeId; addresses: readonly AddressView[] }> => {
  const { session, call } = work;
  const addresses = (await readAddresses(session, call, email)) ?? [];
  const own = addresses.find((address) => address.email === email.toLowerCase());
  const native = own?.user ?? null;
  if (own === undefined || native === null) throw problem(name, 'the new user is gone again', 'not-found');
  const emails = addresses.map((address) => address.email);
  if ((await protectionOf(session, call, native, emails)) !== null) {
    await forget(work, email);
    throw protectedError(name, native);
  }
  if (!own.verified && addresses.length > 1) {
    await forget(work, email);
    throw conflict(native, 'has this address beside others, and never confirmed it');
  }
  return { native, addresses };
};

/** A user with a preferred address: subscriptions as a user follow it, whatever it becomes. Nobody gets a mail. */
export const applyAccountCreate = async (
  work: Work,
  operation: BatchOperation,
  change: AccountCreate,
): Promise<Result> => {
  const { session, call } = work;
  const email = change.profile.email?.trim() ?? '';
  if (change.mode !== 'create') throw problem(name, `accounts are made by the mode create here, not ${change.mode}`);
  if (email === '') throw problem(name, 'nobody can be on a list without an address');
  const protection = await protectionOf(session, call, '', [email]);
  if (protection !== null) throw protectedError(name, 'this address');
  const wasThere = await register(work, email, change.profile.displayName);
  const { native, addresses } = await ownerOf(work, email);
  if (wasThere && !operation.attemptedBefore)
    throw conflict(native, 'has this address, and is in our register already');
  if ((await verifyAddress(session, call, email)) === 'absent')
    throw problem(name, 'the address is gone again', 'not-found');
  await preferAddress(session, call, native, email);
  work.accounts.set(change.person, native);
  // A user of this one address, made a moment ago, is on no list.
  if (!wasThere && addresses.length === 1 && addresses[0]?.verified === false) {
    work.people.set(native, { native, addresses, rows: [] });
  }
  return wasThere ? already(operation, native) : applied(operation, native);
};
