import { ConnectorError, isConnectorError, type Call } from '@passerelle/connector-kit';
import type { ObservedAccount } from '@passerelle/model';
import { readMembers } from './client/groups.ts';
import type { Session } from './session.ts';

/** The group of the platform administrators: never touched, never filled. */
export const adminGroup = 'admin';

/** Account ids are compared without regard to case there (facts §2). */
export const foldUid = (uid: string): string => uid.toLowerCase();

/** The administrators' ids, folded. Whoever may not read them is not allowed to change them either: Nextcloud itself refuses (facts §2). */
const administrators = (session: Session, call: Call): Promise<ReadonlySet<string>> =>
  session.administrators.get(async () => {
    try {
      return new Set(((await readMembers(session, call, adminGroup)) ?? []).map(foldUid));
    } catch (error) {
      if (isConnectorError(error) && error.code === 'forbidden') return new Set();
      throw error;
    }
  });

export type Protection = ObservedAccount['protected'];

/** Why an account must not be touched, as far as settings tell. */
export const protectionByConfig = (session: Session, uid: string): Protection => {
  const folded = foldUid(uid);
  if (session.owners.some(({ user }) => foldUid(user) === folded)) return 'own';
  return session.config.protectedAccounts.some((account) => foldUid(account) === folded) ? 'staff' : null;
};

/** Why an account must not be touched: its own settings first, then the platform's administrators. */
export const protectionOf = async (session: Session, call: Call, uid: string): Promise<Protection> => {
  const configured = protectionByConfig(session, uid);
  if (configured !== null) return configured;
  return (await administrators(session, call)).has(foldUid(uid)) ? 'administrator' : null;
};

export const protectedError = (request: string, uid: string, why: string): ConnectorError =>
  new ConnectorError({ code: 'protected', retry: 'never', scope: 'operation', request, detail: `${uid}: ${why}` });
