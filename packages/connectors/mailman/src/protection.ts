import type { Call, ConnectorError } from '@passerelle/connector-kit';
import type { NativeId, ObservedAccount } from '@passerelle/model';
import { problem } from './client/request.ts';
import { readOwners } from './client/users.ts';
import type { Session } from './session.ts';

export type Protection = ObservedAccount['protected'];

const isNamed = ({ config }: Session, email: string): boolean =>
  [...config.protectedAddresses, ...config.owners].some((named) => named.toLowerCase() === email.toLowerCase());

/** Why an account must not be touched: a server owner, or one that the settings name by any of its addresses. */
export const protectionOf = async (
  session: Session,
  call: Call,
  native: NativeId,
  emails: readonly string[],
): Promise<Protection> => {
  if (emails.some((email) => isNamed(session, email))) return 'staff';
  return (await readOwners(session, call)).has(native) ? 'administrator' : null;
};

export const protectedError = (name: string, native: string): ConnectorError =>
  problem(name, `${native}: a server owner, or named as protected`, 'protected');
