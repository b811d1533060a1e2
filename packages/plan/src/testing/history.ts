import { groupKey, roleId, type Level, type Stage, type Station, type Tool } from '@passerelle/model';
import fc from 'fast-check';
import { applyPlan, planNow } from './apply.ts';
import { addCommunity, cid, cloud, community, newWorld, pid, role, stand, type World } from './world.ts';

export const slugs = ['icane', 'icso'] as const;
export type Slug = (typeof slugs)[number];
const participations: readonly Station[] = ['participation:peripheral', 'participation:active', 'participation:core'];
const roles = ['technicien', 'expert', 'secretaire', 'archiviste'].map(role);
const fileLevels: readonly Level[] = ['none', 'read', 'write', 'manage'];
const calendarLevels: readonly Level[] = ['none', 'read', 'write'];

/** What can happen between two rounds: to who should be where (source of truth), or on the platform behind Passerelle's back. */
export type Happening =
  | { readonly what: 'stand'; readonly person: number; readonly slug: Slug; readonly stations: readonly Station[] }
  | { readonly what: 'suspend'; readonly person: number; readonly isOn: boolean }
  | { readonly what: 'tools'; readonly slug: Slug; readonly tools: readonly Tool[] }
  | {
      readonly what: 'policy';
      readonly slug: Slug;
      readonly station: Station;
      readonly tool: Tool;
      readonly level: Level;
    }
  | { readonly what: 'stage'; readonly slug: Slug; readonly stage: Stage }
  | { readonly what: 'name'; readonly slug: Slug; readonly name: string }
  | { readonly what: 'sync'; readonly failing: ReadonlySet<number> }
  | { readonly what: 'joined-by-hand'; readonly person: number; readonly slug: Slug; readonly station: Station }
  | { readonly what: 'left-by-hand'; readonly person: number; readonly slug: Slug; readonly station: Station }
  | { readonly what: 'stranger'; readonly slug: Slug; readonly station: Station }
  | { readonly what: 'group-deleted'; readonly slug: Slug; readonly station: Station }
  | { readonly what: 'space-deleted'; readonly slug: Slug }
  | { readonly what: 'granted-by-hand'; readonly slug: Slug; readonly station: Station; readonly level: Level }
  | { readonly what: 'account-closed-by-hand'; readonly person: number };

const person = fc.integer({ min: 1, max: 3 });
const slug = fc.constantFrom(...slugs);
const station = fc.constantFrom(...participations, ...roles);
const stations = fc
  .tuple(fc.constantFrom(...participations), fc.subarray(roles, { maxLength: 2 }), fc.boolean())
  .map(([participation, held, isMember]) => (isMember ? [participation, ...held] : []));
const cell = fc.oneof(
  fc.record({ tool: fc.constant<Tool>('files'), level: fc.constantFrom(...fileLevels) }),
  fc.record({ tool: fc.constant<Tool>('calendar'), level: fc.constantFrom(...calendarLevels) }),
);

const decided: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Happening> }[] = [
  { weight: 6, arbitrary: fc.record({ what: fc.constant('stand'), person, slug, stations }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('suspend'), person, isOn: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('tools'),
      slug,
      tools: fc.subarray<Tool>(['files', 'calendar', 'forum']),
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slug, station, cell)
      .map(([at, of, given]) => ({ what: 'policy', slug: at, station: of, ...given })),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('stage'), slug, stage: fc.constantFrom<Stage>('running', 'archived') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('name'), slug, name: fc.constantFrom('Œuvre', 'École', 'X') }),
  },
];
const sync: fc.Arbitrary<Happening> = fc.record({
  what: fc.constant('sync'),
  failing: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 }).map((places) => new Set(places)),
});
const byHand: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Happening> }[] = [
  { weight: 1, arbitrary: fc.record({ what: fc.constant('joined-by-hand'), person, slug, station }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('left-by-hand'), person, slug, station }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('stranger'), slug, station }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('group-deleted'), slug, station }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('space-deleted'), slug }) },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('granted-by-hand'),
      slug,
      station,
      level: fc.constantFrom(...fileLevels),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('account-closed-by-hand'), person }) },
];

type Weighted = readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Happening> }[];
/** Everybody somewhere and everything in place; then whatever happens; and in the end some decisions that no round has seen yet. */
const history = (happenings: Weighted): fc.Arbitrary<readonly Happening[]> =>
  fc
    .tuple(
      fc.array(fc.record({ what: fc.constant('stand' as const), person, slug, stations }), { maxLength: 5 }),
      fc.array(fc.oneof(...happenings, { weight: 4, arbitrary: sync }), { maxLength: 10 }),
      fc.array(fc.oneof(...happenings), { minLength: 1, maxLength: 4 }),
    )
    .map(([first, middle, last]) => [...first, { what: 'sync', failing: new Set() }, ...middle, ...last]);

/** Histories without interference from outside: only Passerelle writes to the platform. */
export const ownHistory = history(decided);
/** Everything that can happen. */
export const anyHistory = history([...decided, ...byHand]);

export function emptyWorld(): World {
  const world = newWorld();
  const ownRoles = [{ role: roleId('archiviste'), name: 'Responsable documentaire' }];
  for (const each of slugs) {
    const access = { [role('archiviste')]: { files: 'manage', calendar: 'read' } } as const;
    addCommunity(world, community(each, { ownRoles, access }));
  }
  return world;
}

/** Plays a history; what cannot happen (no such group yet) does not. */
export async function play(world: World, history: readonly Happening[]): Promise<void> {
  for (const happening of history) await happen(world, happening);
}

async function happen(world: World, happening: Happening): Promise<void> {
  switch (happening.what) {
    case 'stand':
      stand(world, pid(happening.person), happening.slug, ...happening.stations);
      return;
    case 'suspend':
      if (happening.isOn) world.suspended.add(pid(happening.person));
      else world.suspended.delete(pid(happening.person));
      return;
    case 'sync': {
      let place = 0;
      applyPlan(world, await planNow(world), () => !happening.failing.has(place++));
      return;
    }
    case 'tools':
    case 'policy':
    case 'stage':
    case 'name':
      decide(world, happening);
      return;
    default:
      meddle(world, happening);
  }
}

function decide(world: World, happening: Happening & { what: 'tools' | 'policy' | 'stage' | 'name' }): void {
  const now = world.communities.get(cid(happening.slug));
  if (now === undefined) return;
  const { id } = now;
  if (happening.what === 'tools') {
    const tools = Object.fromEntries(happening.tools.map((tool) => [tool, cloud.id]));
    world.communities.set(id, { ...now, tools });
  } else if (happening.what === 'policy') {
    const { station: of, tool, level } = happening;
    world.communities.set(id, { ...now, access: { ...now.access, [of]: { ...now.access[of], [tool]: level } } });
  } else if (happening.what === 'stage') world.communities.set(id, { ...now, stage: happening.stage });
  else world.communities.set(id, { ...now, name: happening.name });
}

function meddle(world: World, happening: Happening): void {
  const { platform, store } = world;
  if (happening.what === 'account-closed-by-hand') {
    const link = store.links.get(pid(happening.person));
    const account = link && platform.accounts.get(link.native);
    if (account) account.enabled = false;
    return;
  }
  if (happening.what === 'space-deleted') {
    const native = store.spaces.get(`${cid(happening.slug)}/files/main`)?.native ?? '';
    platform.spaces.delete(native);
    return;
  }
  if (!('station' in happening)) return;
  const native = store.groups.get(groupKey(cid(happening.slug), happening.station))?.native ?? '';
  const group = platform.groups.get(native);
  if (group === undefined) return;
  if (happening.what === 'joined-by-hand' || happening.what === 'left-by-hand') {
    const account = store.links.get(pid(happening.person))?.native;
    if (account === undefined) return;
    if (happening.what === 'joined-by-hand') group.members.add(account);
    else group.members.delete(account);
  } else if (happening.what === 'stranger') group.members.add('stranger');
  else if (happening.what === 'group-deleted') {
    platform.groups.delete(native);
    for (const space of platform.spaces.values()) space.grants.delete(native);
  } else if (happening.what === 'granted-by-hand') {
    const space = platform.spaces.get(store.spaces.get(`${cid(happening.slug)}/files/main`)?.native ?? '');
    if (happening.level === 'none') space?.grants.delete(native);
    else space?.grants.set(native, happening.level);
  }
}
