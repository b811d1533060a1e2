import { ConnectorError, type Call } from '@passerelle/connector-kit';
import type { NativeId, ObservedAccount } from '@passerelle/model';
import { isNumber } from './client/groups.ts';
import { findByUsername, isStaff, listUsers, type User } from './client/users.ts';
import type { Session } from './session.ts';

export type Protection = ObservedAccount['protected'];

const fold = (username: string): string => username.toLowerCase();

/** Why an account must not be touched, as far as its number and the settings tell. System accounts have numbers below 1 (facts §3). */
export const protectionByConfig = (session: Session, native: NativeId, username: string | null): Protection => {
  if (!isNumber(native) || native === '0') return 'administrator';
  if (username === null) return null;
  const { credentials, protectedAccounts } = session.config;
  if (fold(username) === fold(credentials.username)) return 'own';
  return protectedAccounts.some((name) => fold(name) === fold(username)) ? 'staff' : null;
};

export const protectionOfUser = (session: Session, user: User): Protection =>
  protectionByConfig(session, String(user.id), user.username) ?? (isStaff(user) ? 'administrator' : null);

/** Staff, the key's own account, and those named in the settings: read at most every ten minutes, and at every full reading. */
export const staffNow = (session: Session, call: Call): Promise<ReadonlySet<NativeId>> =>
  session.staff.get(async () => {
    const staff = new Set<NativeId>();
    for await (const user of listUsers(session, call, 'staff')) staff.add(String(user.id));
    for (const native of await namedAccounts(session, call)) staff.add(native);
    return staff;
  });

/** The numbers of the accounts that the settings name, which may be no staff. */
const namedAccounts = async (session: Session, call: Call): Promise<readonly NativeId[]> => {
  const found: NativeId[] = [];
  for (const name of session.config.protectedAccounts) {
    const native = await findByUsername(session, call, name);
    if (native !== null) found.push(native);
  }
  return found;
};

export const protectedError = (request: string, account: string, why: string): ConnectorError =>
  new ConnectorError({ code: 'protected', retry: 'never', scope: 'operation', request, detail: `${account}: ${why}` });

/** @throws ConnectorError `protected` */
export const refuseProtected = async (
  session: Session,
  call: Call,
  native: NativeId,
  request: string,
): Promise<void> => {
  const why = protectionByConfig(session, native, null);
  if (why !== null || (await staffNow(session, call)).has(native)) {
    throw protectedError(request, native, 'staff, a system account, or named as protected');
  }
};
