import {
  communityOfKey,
  partOfKey,
  type Community,
  type CommunityId,
  type DesiredAccount,
  type GroupKey,
  type NativeId,
  type PersonId,
  type SpaceKey,
  type Station,
} from '@passerelle/model';
import { byCodeUnit } from '../code-unit.ts';
import { isOnTarget } from '../desired.ts';
import type {
  CommunityStandings,
  GrantStranger,
  KnownAccount,
  KnownCommunity,
  KnownEntry,
  KnownPersonGrant,
  KnownSpace,
  Namesake,
  PlanInput,
} from '../input.ts';
import { servedPeople } from '../served-people.ts';
import type { World } from './world.ts';

/** What was not read to its end. */
export interface NotRead {
  readonly accounts?: boolean;
  readonly groupList?: boolean;
  readonly spaceList?: boolean;
  readonly members?: ReadonlySet<GroupKey>;
  readonly grants?: ReadonlySet<SpaceKey>;
  readonly entries?: ReadonlySet<SpaceKey>;
}
export interface Known {
  readonly accounts: readonly KnownAccount[];
  readonly communities: readonly KnownCommunity[];
}
export interface DesiredNow {
  readonly accounts: readonly DesiredAccount[];
  readonly communities: readonly CommunityStandings[];
}

export async function* sequence<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item;
}

/** Reads the platform as it is now and joins it with the store. Of a container that was not read to its end, only a part is seen. */
export function observe(world: World, partial: NotRead = {}): Known {
  const { platform, store } = world;
  const owner = new Map([...store.links].map(([person, { native }]) => [native, person]));
  const accounts = [...store.links].map(([person, { native, ownership, disabledByUs }]): KnownAccount => {
    const seen = platform.accounts.get(native);
    const observed = seen ? { kind: 'account' as const, native, ...seen } : null;
    return { person, native, ownership, disabledByUs, observed: partial.accounts ? 'unknown' : observed };
  });
  accounts.sort((a, b) => byCodeUnit(a.person, b.person));
  const slugs = new Set<CommunityId>([...store.groups.keys(), ...store.spaces.keys()].map(communityOfKey));
  const communities = [...slugs].sort(byCodeUnit).map((slug) => knownCommunity(world, slug, owner, partial));
  return { accounts, communities };
}

function knownCommunity(
  { platform, store, communities }: World,
  slug: CommunityId,
  owner: ReadonlyMap<NativeId, PersonId>,
  partial: NotRead,
): KnownCommunity {
  const of = <K extends GroupKey | SpaceKey, V>(map: ReadonlyMap<K, V>): [K, V][] =>
    [...map].filter(([key]) => communityOfKey(key) === slug).sort(([a], [b]) => byCodeUnit(a, b));
  const memberships = new Map<string, KnownCommunity['memberships'][number]>();
  const strangers: KnownCommunity['strangers'][number][] = [];
  for (const [group, { native }] of of(store.groups)) {
    const members = [...((native === null ? undefined : platform.groups.get(native))?.members ?? [])];
    const seen = partial.members?.has(group) ? members.slice(0, Math.ceil(members.length / 2)) : members;
    for (const account of seen) {
      const person = owner.get(account);
      if (person === undefined) strangers.push({ group, account, label: account });
      else {
        const made = store.madeMemberships.has(`${person} ${group}`);
        memberships.set(`${person} ${group}`, { person, group, observed: true, made });
      }
    }
  }
  for (const [record, { person, group }] of store.madeMemberships) {
    if (communityOfKey(group) !== slug || memberships.has(record)) continue;
    memberships.set(record, { person, group, observed: false, made: true });
  }
  const presence = (isThere: boolean, isPartial: boolean | undefined) =>
    isThere ? ('present' as const) : isPartial ? ('unknown' as const) : ('absent' as const);
  return {
    community: slug,
    groups: of(store.groups).map(([group, { name, native }]) => {
      const seen = native === null || partial.groupList ? undefined : platform.groups.get(native);
      return {
        group,
        name,
        native,
        label: seen?.label ?? '',
        presence: presence(seen !== undefined, partial.groupList),
        membersRead: partial.members?.has(group) ? 'partial' : 'complete',
      };
    }),
    spaces: of(store.spaces).map(([space, { name, native }]) => {
      const seen = native === null || partial.spaceList ? undefined : platform.spaces.get(native);
      const isPartial = partial.grants?.has(space) ?? partial.spaceList ?? false;
      const keys = of(store.groups).map(([key, group]) => ({ key, native: group.native }));
      const grants = keys.flatMap(({ key, native: group }, index) => {
        const isSeen = !isPartial || index % 2 === 0;
        const level = (group === null || !isSeen ? undefined : seen?.grants.get(group)) ?? null;
        const made = store.madeGrants.get(`${space} ${key}`) ?? null;
        return level === null && made === null ? [] : [{ group: key, level, made, detail: '' }];
      });
      const grantsRead = isPartial ? ('partial' as const) : ('complete' as const);
      return {
        space,
        name,
        native,
        label: seen?.label ?? '',
        presence: presence(seen !== undefined, partial.spaceList),
        grantsRead,
        grants,
      };
    }),
    ...personGrants({ platform, store }, slug, owner, partial),
    ...entriesOf({ platform, store }, slug, partial),
    around: aroundOf({ platform, store, communities }, slug),
    memberships: [...memberships].sort(([a], [b]) => byCodeUnit(a, b)).map(([, membership]) => membership),
    strangers,
  };
}

/** The spaces of the parent community of a working group, with what its groups have in them. */
function aroundOf(
  { platform, store, communities }: Pick<World, 'platform' | 'store' | 'communities'>,
  slug: CommunityId,
): readonly KnownSpace[] {
  const parent = communities.get(slug)?.parent ?? null;
  return [...store.spaces].flatMap(([space, { name, native }]) => {
    if (parent === null || communityOfKey(space) !== parent || partOfKey(space) !== 'main') return [];
    const seen = native === null ? undefined : platform.spaces.get(native);
    const grants = [...store.groups].flatMap(([group, { native: id }]) => {
      if (communityOfKey(group) !== slug) return [];
      const level = (id === null ? undefined : seen?.grants.get(id)) ?? null;
      const made = store.madeGrants.get(`${space} ${group}`) ?? null;
      return level === null && made === null ? [] : [{ group, level, made, detail: '' }];
    });
    const presence = seen === undefined ? ('absent' as const) : ('present' as const);
    return [{ space, name, native, label: seen?.label ?? '', presence, grantsRead: 'complete' as const, grants }];
  });
}

/** What bears our mark in the spaces of a community, or was written there. */
function entriesOf(
  { platform, store }: Pick<World, 'platform' | 'store'>,
  slug: CommunityId,
  partial: NotRead,
): Required<Pick<KnownCommunity, 'entries' | 'entriesRead'>> {
  const entries = new Map<string, KnownEntry>();
  const entriesRead: SpaceKey[] = [];
  for (const [space, { native }] of store.spaces) {
    if (communityOfKey(space) !== slug) continue;
    const isPartial = partial.entries?.has(space) === true;
    if (!isPartial) entriesRead.push(space);
    for (const [object, { entry, digest, intact }] of platform.entries.get(native ?? '') ?? []) {
      if (entry === null || isPartial) continue;
      const record = `${space} ${entry}`;
      const made = store.madeEntries.get(record) ?? null;
      entries.set(record, { space, entry, native: object, digest, intact, made });
    }
    for (const [record, made] of store.madeEntries) {
      if (!record.startsWith(`${space} `) || entries.has(record)) continue;
      const entry = record.slice(space.length + 1);
      entries.set(record, { space, entry, native: null, digest: null, intact: true, made });
    }
  }
  return { entries: [...entries.values()], entriesRead };
}

/** What people have in the spaces of a community, where grants go to people. */
function personGrants(
  { platform, store }: Pick<World, 'platform' | 'store'>,
  slug: CommunityId,
  owner: ReadonlyMap<NativeId, PersonId>,
  partial: NotRead,
): Required<Pick<KnownCommunity, 'personGrants' | 'grantStrangers'>> {
  const personGrants: KnownPersonGrant[] = [];
  const grantStrangers: GrantStranger[] = [];
  for (const [space, { native }] of store.spaces) {
    if (communityOfKey(space) !== slug) continue;
    const seen = native === null || partial.spaceList ? undefined : platform.spaces.get(native);
    const there = new Set<PersonId>();
    for (const [account, level] of partial.grants?.has(space) ? [] : (seen?.grants ?? [])) {
      if (!platform.accounts.has(account) && !account.startsWith('stranger')) continue;
      const person = owner.get(account);
      if (person === undefined) grantStrangers.push({ space, account, label: account, level });
      else {
        there.add(person);
        const made = store.madePersonGrants.get(`${space} ${person}`) ?? null;
        personGrants.push({ person, space, level, detail: '', made });
      }
    }
    for (const [record, made] of store.madePersonGrants) {
      const [place, person] = record.split(' ') as [SpaceKey, PersonId];
      if (place === space && !there.has(person)) personGrants.push({ person, space, level: null, detail: '', made });
    }
  }
  personGrants.sort((a, b) => byCodeUnit(a.person, b.person) || byCodeUnit(a.space, b.space));
  return { personGrants, grantStrangers };
}

/** What should be, read now. */
export function desiredNow(world: World): DesiredNow {
  const { target, store } = world;
  const wanted = new Set<PersonId>();
  const used = new Set([...store.groups.keys(), ...store.spaces.keys()].map(communityOfKey));
  const communities: CommunityStandings[] = [];
  for (const [slug, community] of [...world.communities].sort(([a], [b]) => byCodeUnit(a, b))) {
    if (!isOnTarget(target, community) && !used.has(slug)) continue;
    const standing = [...(world.standings.get(slug) ?? [])].filter(([person]) => !world.suspended.has(person));
    const people = standing
      .sort(([a], [b]) => byCodeUnit(a, b))
      .map(([person, stations]) => ({ person, stations: [...stations] }));
    const stationsInUse = new Set<Station>(people.flatMap(({ stations }) => stations));
    const above = aboveOf(world, community);
    const entries = world.entries.get(slug) ?? [];
    const standings = { community, people, stationsInUse: [...stationsInUse], above, entries };
    communities.push(standings);
    if (target.grantsTo === 'people')
      for (const person of servedPeople(target, world.instanceAccess, standings)) wanted.add(person);
    else if (isOnTarget(target, community)) for (const { person } of people) wanted.add(person);
  }
  for (const person of world.suspended) if (store.links.has(person)) wanted.add(person);
  const accounts = [...wanted].sort(byCodeUnit).map((person): DesiredAccount => {
    const profile = world.profiles.get(person);
    if (profile === undefined) throw new Error(`no profile of ${person}`);
    const mode = target.accountMode.local;
    return { kind: 'account', person, enabled: !world.suspended.has(person), profile, mode, hint: null };
  });
  return { accounts, communities };
}

function aboveOf(world: Pick<World, 'communities'>, { parent }: Community): readonly Community[] {
  const above = parent === null ? undefined : world.communities.get(parent);
  return above === undefined ? [] : [above, ...aboveOf(world, above)];
}

/** The question that is put to the planner. */
export function inputOf(world: World, known: Known, desired: DesiredNow, over: Partial<PlanInput> = {}): PlanInput {
  const { platform, store } = world;
  const ours = new Set([...store.groups.values(), ...store.spaces.values()].map(({ native }) => native));
  const namesake = (wanted: Parameters<PlanInput['namesake']>[0]): Namesake | null => {
    if (wanted.kind === 'account') return null;
    const objects = wanted.kind === 'group' ? platform.groups : platform.spaces;
    const found = [...objects].find(([native, { name }]) => name === wanted.name && !ours.has(native));
    return found ? { kind: wanted.kind, native: found[0], because: 'same-name' } : null;
  };
  const nameOf: PlanInput['target']['nameOf'] = (kind, key, taken) =>
    world.target.nameOf(kind, key, (name) => taken(name) || store.usedNames.has(name));
  return {
    target: { ...world.target, nameOf },
    instanceAccess: world.instanceAccess,
    at: 0,
    accounts: { desired: sequence(desired.accounts), known: sequence(known.accounts) },
    communities: { desired: sequence(desired.communities), known: sequence(known.communities) },
    touched: () => false,
    namesake,
    approvalOf: () => Promise.resolve(null),
    suspended: (person) => world.suspended.has(person),
    putBack: [],
    ...over,
  };
}
