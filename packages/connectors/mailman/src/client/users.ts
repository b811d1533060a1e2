import type { Call, HttpResponse } from '@passerelle/connector-kit';
import type { NativeId } from '@passerelle/model';
import { z } from 'zod';
import type { Session } from '../session.ts';
import { readAll } from './pages.ts';
import { encoded, readOrNull, sendRequest, write } from './request.ts';

export interface UserView {
  readonly native: NativeId;
  readonly displayName: string;
  readonly serverOwner: boolean;
}
export interface AddressView {
  readonly email: string;
  readonly user: NativeId | null;
  readonly verified: boolean;
}

/** Mailman's ids of users are 32 hexadecimal digits: nothing else is asked for. */
export const isUserId = (native: NativeId): boolean => /^[0-9a-f]{32}$/.test(native);

// The answer holds a digest of the user's password too: it is not even read.
const userSchema = z
  .object({ user_id: z.string(), display_name: z.string().nullish(), is_server_owner: z.boolean() })
  .transform((user): UserView => ({
    native: user.user_id,
    displayName: user.display_name ?? '',
    serverOwner: user.is_server_owner,
  }));
const addressSchema = z
  .object({ email: z.string(), user: z.string().nullish(), verified_on: z.string().nullish() })
  .transform(({ email, user, verified_on: verifiedOn }): AddressView => ({
    email,
    user: typeof user === 'string' ? user.slice(user.lastIndexOf('/') + 1) : null,
    verified: typeof verifiedOn === 'string',
  }));
const at = (native: NativeId): string => `/users/${encoded(native)}`;

export const readUser = (session: Session, call: Call, native: NativeId): Promise<UserView | null> =>
  isUserId(native)
    ? readOrNull(session, call, { name: 'read user', method: 'GET', path: at(native) }, userSchema)
    : Promise.resolve(null);

/** @param who an id, or an address. Null: nobody. */
export const readAddresses = (session: Session, call: Call, who: string): Promise<readonly AddressView[] | null> =>
  readAll(session, call, { name: "read user's addresses", method: 'GET', path: `${at(who)}/addresses` }, addressSchema);

export const readPreferred = async (session: Session, call: Call, native: NativeId): Promise<string | null> => {
  const request = {
    name: "read user's preferred address",
    method: 'GET',
    path: `${at(native)}/preferred_address`,
  } as const;
  return (await readOrNull(session, call, request, addressSchema))?.email ?? null;
};

/** Administrators of the whole server. */
export const readOwners = (session: Session, call: Call): Promise<ReadonlySet<NativeId>> =>
  session.owners.get(async () => {
    const request = { name: 'list server owners', method: 'GET', path: '/owners' } as const;
    const owners = (await readAll(session, call, request, userSchema)) ?? [];
    return new Set(owners.map(({ native }) => native));
  });

export const verifyAddress = (session: Session, call: Call, email: string): Promise<'done' | 'absent'> =>
  write(session, call, { name: 'verify address', method: 'POST', path: `/addresses/${encoded(email)}/verify` });
export const preferAddress = (
  session: Session,
  call: Call,
  native: NativeId,
  email: string,
): Promise<'done' | 'absent'> =>
  write(session, call, {
    name: 'prefer address',
    method: 'POST',
    path: `${at(native)}/preferred_address`,
    json: { email },
  });
/** The caller judges: 201, or 400 where somebody else has it. */
export const addAddress = (session: Session, call: Call, native: NativeId, email: string): Promise<HttpResponse> =>
  sendRequest(session, call, { name: 'add address', method: 'POST', path: `${at(native)}/addresses`, json: { email } });
/** The address stays known and belongs to nobody. */
export const unlinkAddress = (session: Session, call: Call, email: string): Promise<'done' | 'absent'> =>
  write(session, call, { name: 'unlink address', method: 'DELETE', path: `/addresses/${encoded(email)}/user` });

export const renameUser = (session: Session, call: Call, native: NativeId, name: string): Promise<'done' | 'absent'> =>
  write(session, call, { name: 'rename user', method: 'PATCH', path: at(native), json: { display_name: name } });
export const renameAddress = (session: Session, call: Call, email: string, name: string): Promise<'done' | 'absent'> =>
  write(session, call, {
    name: 'rename address',
    method: 'PATCH',
    path: `/addresses/${encoded(email)}`,
    json: { display_name: name },
  });
