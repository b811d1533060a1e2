import { startReading, type Call, type ObservedEvent, type Reading, type Scope } from '@passerelle/connector-kit';
import type { NativeId, ObservedSpace } from '@passerelle/model';
import { isListId, listLists, readList, type ListView } from './client/lists.ts';
import { readEverywhere, readRoster, type MemberRow } from './client/members.ts';
import { problem } from './client/request.ts';
import { observeAccountsInCare, observeSomeAccounts } from './observe/accounts.ts';
import { observeGrants, type Roles } from './observe/grants.ts';
import { careId, stops, type Session } from './session.ts';

/** Up to so many lists their moderators are asked for one by one; beyond, all of the server at once. */
const few = 4;

const view = ({ native, label }: ListView): ObservedSpace => ({
  kind: 'space',
  native,
  tool: 'list',
  label,
  mark: null,
});

async function* observeSpaces(
  session: Session,
  scope: Scope,
  owned: readonly NativeId[],
  call: Call,
): AsyncGenerator<ObservedSpace> {
  const names = scope.extent === 'full' ? [] : scope.names.spaces.filter(({ tool }) => tool === 'list');
  const listed = new Set<NativeId>([careId(session)]);
  if (scope.extent === 'full') {
    const lists = await listLists(session, call);
    if (lists === null) {
      throw problem('list lists', `Mailman has no domain ${session.config.domain}`, 'rejected', 'target');
    }
    for (const list of lists) {
      if (listed.has(list.native)) continue;
      listed.add(list.native);
      yield view(list);
    }
  }
  // One of ours that the domain does not show (its settings were changed) is looked for by its id before it counts as gone.
  const asked = [...owned, ...names.map(({ name }) => `${name.toLowerCase()}.${session.config.domain}`)];
  for (const native of asked) {
    if (listed.has(native)) continue;
    listed.add(native);
    const list = await readList(session, call, native);
    if (list !== null) yield view(list);
  }
}

const readRoles = async (session: Session, owned: readonly NativeId[], call: Call): Promise<Roles> => {
  if (owned.length > few) {
    const moderators = await readEverywhere(session, call, 'moderator');
    return { moderators, owners: await readEverywhere(session, call, 'owner') };
  }
  const moderators: MemberRow[] = [];
  const owners: MemberRow[] = [];
  for (const list of owned) {
    moderators.push(...((await readRoster(session, call, list, 'moderator')) ?? []));
    owners.push(...((await readRoster(session, call, list, 'owner')) ?? []));
  }
  return { moderators, owners };
};

async function* observeRosters(
  session: Session,
  owned: readonly NativeId[],
  call: Call,
  reading: Reading,
  seen: (row: MemberRow) => void,
): AsyncGenerator<ObservedEvent> {
  const roles = await reading.step(() => readRoles(session, owned, call));
  for (const space of owned) {
    yield* reading.container({ of: 'grants', space }, () => {
      if ('error' in roles) throw roles.error;
      return isListId(space) ? observeGrants(session, call, space, roles.value, seen) : [];
    });
  }
}

/**
 * Lists, who is on ours, then people: what somebody is subscribed with shows the address that they prefer now. A full reading costs one call per 200
 * members of a list and one for its bans; moderators of all lists come in a few.
 */
export async function* observe(session: Session, scope: Scope, call: Call): AsyncGenerator<ObservedEvent> {
  const reading = startReading(stops);
  const owned = [...new Set(scope.spaces.filter(({ tool }) => tool === 'list').map(({ native }) => native))];
  const seen = new Map<NativeId, MemberRow>();
  const note = (row: MemberRow): void => {
    if (row.user !== null && (row.asUser || !seen.has(row.user))) seen.set(row.user, row);
  };
  yield* reading.container({ of: 'spaces', tool: 'list' }, () => observeSpaces(session, scope, owned, call));
  yield* observeRosters(session, owned, call, reading, note);
  yield* reading.container({ of: 'accounts' }, () =>
    scope.extent === 'full'
      ? observeAccountsInCare(session, call, seen)
      : observeSomeAccounts(session, call, scope.accounts),
  );
}
