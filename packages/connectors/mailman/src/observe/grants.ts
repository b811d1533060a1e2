import type { Call } from '@passerelle/connector-kit';
import type { NativeId, ObservedPersonGrant } from '@passerelle/model';
import { readBans } from '../client/bans.ts';
import { readDefaultAction } from '../client/lists.ts';
import { readDelivery, readRoster, type MemberRow } from '../client/members.ts';
import { detailOf, levelOf, type Standing } from '../levels.ts';
import type { Session } from '../session.ts';
import { accountOf } from './who.ts';

/** Rows of moderators and of owners, of one list or of all. */
export interface Roles {
  readonly moderators: readonly MemberRow[];
  readonly owners: readonly MemberRow[];
}

const isListmaster = ({ config }: Session, { email }: MemberRow): boolean =>
  config.owners.some((owner) => owner.toLowerCase() === email);

const by = (rows: readonly MemberRow[]): Map<NativeId, MemberRow[]> => {
  const found = new Map<NativeId, MemberRow[]>();
  for (const row of rows) found.set(accountOf(row), [...(found.get(accountOf(row)) ?? []), row]);
  return found;
};

/** Everybody on a list with what they are there. The roster in pages, its bans in one call, and one more for each mailbox from which mails came back. */
export async function* observeGrants(
  session: Session,
  call: Call,
  list: NativeId,
  roles: Roles,
  seen: (row: MemberRow) => void,
): AsyncGenerator<ObservedPersonGrant> {
  const members = await readRoster(session, call, list, 'member');
  if (members === null) return;
  const bans = await readBans(session, call, list);
  const byDefault = members.some(({ action }) => action === null)
    ? await readDefaultAction(session, call, list)
    : 'hold';
  const moderators = by(roles.moderators.filter((row) => row.list === list));
  const owners = by(roles.owners.filter((row) => row.list === list && !isListmaster(session, row)));
  const membersBy = by(members);
  for (const account of new Set([...membersBy.keys(), ...moderators.keys(), ...owners.keys()])) {
    const rows = membersBy.get(account) ?? [];
    const [row] = rows;
    if (row !== undefined) seen(row);
    const isStopped = row?.hasBounced === true && (await readDelivery(session, call, row.id)) === 'by_bounces';
    const emails = [...rows, ...(moderators.get(account) ?? [])].map(({ email }) => email);
    const standing: Standing = {
      action: row === undefined ? null : (row.action ?? byDefault),
      moderator: moderators.has(account),
      owner: owners.has(account),
      bounced: isStopped,
      banned: emails.some((email) => bans.has(email)),
    };
    yield { kind: 'grant', space: list, account, level: levelOf(standing), detail: detailOf(standing) };
  }
}
