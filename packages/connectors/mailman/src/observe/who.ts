import type { NativeId } from '@passerelle/model';
import type { MemberRow } from '../client/members.ts';

const prefix = 'member:';

/** Whose row it is: a user, or where the address belongs to nobody, the row itself. An address would stand in plans, which hold no more of people than they must. */
export const accountOf = ({ user, id }: MemberRow): NativeId => user ?? `${prefix}${id}`;
/** Id of the row where it stands for itself; null: a user. */
export const addressOnly = (account: NativeId): string | null =>
  account.startsWith(prefix) ? account.slice(prefix.length) : null;
