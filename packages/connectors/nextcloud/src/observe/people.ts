import type { Call, ObservedEvent, Scope } from '@passerelle/connector-kit';
import type { NativeId, Observed, ObservedMembership } from '@passerelle/model';
import { readMembers } from '../client/groups.ts';
import { everyPage } from '../client/paging.ts';
import { readDisabledUsers, readUser, readUserDetails, readUserIds, type User } from '../client/users.ts';
import { adminGroup, foldUid, protectionByConfig } from '../protection.ts';
import type { Session } from '../session.ts';
import { accountView, bareAccountView, type AccountFacts } from './account-view.ts';
import type { Reading } from '@passerelle/connector-kit';
import type { GroupCounts } from './groups.ts';

const detailsPage = 100;
const idsPage = 500;

const member = (group: NativeId, account: NativeId): ObservedMembership => ({ kind: 'membership', group, account });

async function* membersOf(session: Session, call: Call, group: NativeId): AsyncGenerator<ObservedMembership> {
  for (const uid of new Set(await readMembers(session, call, group))) yield member(group, uid);
}

/**
 * Members of our groups as the accounts' own details tell them. Accounts that are hidden from ours (a delegate sees of administrators only their ids) come
 * without their groups: then a group is believed whose own number of members is the one found, and the others are read.
 */
interface Roster {
  readonly members: Map<NativeId, NativeId[]>;
  /** `none`: details were not read to their end. */
  told: 'none' | 'all' | 'all-but-hidden';
}

async function* withDetails(
  session: Session,
  call: Call,
  facts: AccountFacts,
  roster: Roster,
): AsyncGenerator<Observed> {
  const users = everyPage<User>(
    'nextcloud: list users with details',
    detailsPage,
    ({ id }) => foldUid(id),
    (limit, offset) => readUserDetails(session, call, limit, offset),
  );
  for await (const user of users) {
    if (user.groups === undefined) roster.told = 'all-but-hidden';
    for (const group of user.groups ?? []) roster.members.get(group)?.push(user.id);
    yield accountView(user, facts);
  }
}

/** Ids only: for many people in few groups. Who is disabled and who is an administrator comes from two short lists. */
async function* withIds(session: Session, call: Call, facts: AccountFacts): AsyncGenerator<Observed> {
  const disabled = new Set<string>();
  const disabledUsers = everyPage<User>(
    'nextcloud: list disabled users',
    idsPage,
    ({ id }) => foldUid(id),
    (limit, offset) => readDisabledUsers(session, call, limit, offset),
  );
  for await (const { id } of disabledUsers) disabled.add(foldUid(id));
  const administrators = new Set((await readMembers(session, call, adminGroup))?.map(foldUid));
  const ids = everyPage<string>('nextcloud: list users', idsPage, foldUid, (limit, offset) =>
    readUserIds(session, call, limit, offset),
  );
  for await (const id of ids) {
    const state = { enabled: !disabled.has(foldUid(id)), administrator: administrators.has(foldUid(id)) };
    yield bareAccountView(id, state, facts);
  }
}

/**
 * Pages of details hold 100 people with their groups and take 0.5 s; a list of members takes 0.1 to 0.2 s, a list of 500 ids 0.1 s (facts §13).
 * Details win while ⌈people/100⌉ stays within the number of our groups; one short call tells.
 */
const detailsAreCheaper = async (session: Session, call: Call, groups: number): Promise<boolean> =>
  (await readUserIds(session, call, 1, detailsPage * Math.max(groups, 1))).length === 0;

/** Everybody, and the members of our groups. */
export async function* observePeople(
  session: Session,
  scope: Extract<Scope, { extent: 'full' }>,
  call: Call,
  reading: Reading,
  counts: GroupCounts,
): AsyncGenerator<ObservedEvent> {
  const { config } = session;
  const facts = { config, awaited: scope.awaited, protection: (uid: string) => protectionByConfig(session, uid) };
  const roster: Roster = { members: new Map(scope.groups.map((group) => [group, []])), told: 'none' };
  let failed = false;
  const accounts = reading.container({ of: 'accounts' }, async function* () {
    if (await detailsAreCheaper(session, call, scope.groups.length)) {
      roster.told = 'all';
      yield* withDetails(session, call, facts, roster);
    } else yield* withIds(session, call, facts);
  });
  for await (const event of accounts) {
    if (event.kind === 'container' && event.state === 'partial') failed = true;
    yield event;
  }
  if (failed) roster.told = 'none';
  for (const [group, members] of roster.members) {
    const isKnown = roster.told === 'all' || (roster.told === 'all-but-hidden' && counts.get(group) === members.length);
    const tell = (): ObservedMembership[] => members.map((account) => member(group, account));
    yield* reading.container({ of: 'members', group }, isKnown ? tell : () => membersOf(session, call, group));
  }
}

/** The accounts asked for, those awaited, and the members of the groups asked for. */
export async function* observeSomePeople(
  session: Session,
  scope: Extract<Scope, { extent: 'targeted' }>,
  call: Call,
  reading: Reading,
): AsyncGenerator<ObservedEvent> {
  const { config } = session;
  const facts = { config, awaited: scope.awaited, protection: (uid: string) => protectionByConfig(session, uid) };
  yield* reading.container({ of: 'accounts' }, async function* () {
    const asked = new Set<string>();
    const look = async (uid: string): Promise<User | null> => {
      if (asked.has(foldUid(uid))) return null;
      asked.add(foldUid(uid));
      const user = await readUser(session, call, uid);
      // Under another name than asked for it may have been told already.
      if (user === null || (foldUid(user.id) !== foldUid(uid) && asked.has(foldUid(user.id)))) return null;
      asked.add(foldUid(user.id));
      return user;
    };
    for (const uid of scope.accounts) {
      const user = await look(uid);
      if (user !== null) yield accountView(user, facts);
    }
    for (const { anchor, login } of scope.awaited) {
      const user = (await look(anchor)) ?? (login === null ? null : await look(login));
      if (user !== null) yield accountView(user, facts);
    }
  });
  for (const group of new Set(scope.groups)) {
    yield* reading.container({ of: 'members', group }, () => membersOf(session, call, group));
  }
}
