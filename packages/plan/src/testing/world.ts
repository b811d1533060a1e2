import {
  communityId,
  defaultSettings,
  personId,
  roleId,
  targetId,
  type Community,
  type CommunityId,
  type GroupKey,
  type Level,
  type NativeId,
  type PersonId,
  type PolicyTable,
  type Profile,
  type SpaceKey,
  type Station,
  type Tool,
} from '@passerelle/model';
import type { TargetView, WantedEntry } from '../input.ts';

/** Test model of everything around the planner: who should be where, one platform, and what the store remembers of it. */
export interface World {
  target: TargetView;
  instanceAccess: PolicyTable;
  readonly communities: Map<CommunityId, Community>;
  readonly standings: Map<CommunityId, Map<PersonId, Set<Station>>>;
  readonly suspended: Set<PersonId>;
  readonly profiles: Map<PersonId, Profile>;
  /** What should be in the calendar and the address book of a community. */
  readonly entries: Map<CommunityId, readonly WantedEntry[]>;
  readonly platform: Platform;
  readonly store: Store;
}
export interface Platform {
  readonly accounts: Map<NativeId, PlatformAccount>;
  readonly groups: Map<NativeId, { name: string; label: string; readonly members: Set<NativeId> }>;
  /** Grants by group; by account, where they go to people. */
  readonly spaces: Map<
    NativeId,
    { tool: Tool; name: string; label: string; parent: NativeId | null; readonly grants: Map<NativeId, Level> }
  >;
  /** By space, then by the name of the object. */
  readonly entries: Map<NativeId, Map<NativeId, PlatformEntry>>;
  next: number;
}
export interface PlatformEntry {
  /** Null: somebody else's. */
  readonly entry: string | null;
  digest: string | null;
  intact: boolean;
}
export interface PlatformAccount {
  anchor: string | null;
  login: string;
  enabled: boolean;
  profile: Partial<Profile>;
  protected: 'administrator' | 'own' | 'staff' | null;
  federated: boolean;
}
export interface Store {
  readonly links: Map<PersonId, { native: NativeId; ownership: 'made' | 'adopted' | 'linked'; disabledByUs: boolean }>;
  readonly groups: Map<GroupKey, { name: string; native: NativeId | null }>;
  readonly spaces: Map<SpaceKey, { name: string; native: NativeId | null }>;
  readonly usedNames: Set<string>;
  /** `person group` */
  readonly madeMemberships: Map<string, { readonly person: PersonId; readonly group: GroupKey }>;
  readonly madeGrants: Map<string, Level>;
  /** `space person` */
  readonly madePersonGrants: Map<string, Level>;
  /** `space entry` → digest */
  readonly madeEntries: Map<string, string>;
}

export const pid = (n: number): PersonId => personId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
export const cid = communityId;
export const tid = targetId;
export const role = (name: string): Station => `role:${roleId(name)}`;
export const profileOf = (n: number): Profile => ({
  displayName: `Person ${n}`,
  givenName: 'Person',
  familyName: String(n),
  email: `p${n}@example.org`,
  language: 'fr',
});

export const cloud: TargetView = {
  id: targetId('cloud'),
  identity: false,
  tools: ['files', 'pads', 'calendar', 'contacts', 'forum'],
  levels: {
    files: ['none', 'read', 'write', 'manage'],
    pads: ['none', 'read', 'edit'],
    calendar: ['none', 'read', 'write'],
    contacts: ['none', 'read', 'write'],
    forum: ['none', 'read', 'reply', 'create', 'moderate'],
  },
  accountMode: { local: 'create', directory: 'create' },
  nameOf: (kind, key, taken) => {
    for (let n = 1; ; n += 1) {
      const name = `${kind}-${key.replaceAll(/[^a-z0-9]+/g, '-')}${n === 1 ? '' : `-${n}`}`;
      if (!taken(name)) return name;
    }
  },
};
/** A mailing list server: no groups, each person's level in each list. */
export const lists: TargetView = {
  ...cloud,
  id: targetId('lists'),
  tools: ['list'],
  kinds: ['account', 'space', 'grant'],
  levels: { list: ['none', 'receive', 'post', 'moderate'] },
  grantsTo: 'people',
};
export const login: TargetView = { ...cloud, id: targetId('login'), identity: true, tools: [], levels: {} };

export const community = (slug: string, over: Partial<Community> = {}): Community => ({
  id: communityId(slug),
  name: slug.toUpperCase(),
  purpose: '',
  modality: 'remote',
  stage: 'running',
  language: 'fr',
  zone: 'Europe/Paris',
  parent: null,
  ownRoles: [],
  access: {},
  tools: { files: cloud.id, calendar: cloud.id },
  settings: defaultSettings,
  ...over,
});

export const newWorld = (target: TargetView = cloud): World => ({
  target,
  instanceAccess: {},
  communities: new Map(),
  standings: new Map(),
  suspended: new Set(),
  profiles: new Map(),
  entries: new Map(),
  platform: { accounts: new Map(), groups: new Map(), spaces: new Map(), entries: new Map(), next: 1 },
  store: {
    links: new Map(),
    groups: new Map(),
    spaces: new Map(),
    usedNames: new Set(),
    madeMemberships: new Map(),
    madeGrants: new Map(),
    madePersonGrants: new Map(),
    madeEntries: new Map(),
  },
});

export function addCommunity(world: World, added: Community): void {
  world.communities.set(added.id, added);
  if (!world.standings.has(added.id)) world.standings.set(added.id, new Map());
}

export function stand(world: World, person: PersonId, slug: string, ...stations: Station[]): void {
  const people = world.standings.get(communityId(slug));
  if (people === undefined) throw new Error(`no community ${slug}`);
  if (stations.length === 0) people.delete(person);
  else people.set(person, new Set(stations));
  if (!world.profiles.has(person)) world.profiles.set(person, profileOf(Number(person.slice(-12))));
}
