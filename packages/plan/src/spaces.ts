import {
  communityOfKey,
  compareLevels,
  partOfKey,
  participations,
  participationStation,
  groupKey,
  spaceKey,
  toolOfKey,
  type Grant,
  type GroupKey,
  type Level,
  type SpaceKey,
} from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import { grantsOf, grantsToPeople, hasKind } from './desired.ts';
import { judgeGrants } from './grant-cells.ts';
import { grantEffects } from './grant-effects.ts';
import type { KnownSpace } from './input.ts';
import { isSameLabel } from './labels.ts';
import type { CommunityScene } from './memberships.ts';
import type { PlanItem } from './output.ts';
import { finding, operation, type Round } from './round.ts';
import type { WantedSpace } from './wanted-spaces.ts';

/** What can be done with a space in this round. */
export type SpaceState =
  /** On the platform; `complete`: all its grants were read. */
  | { readonly is: 'here'; readonly complete: boolean }
  /** Made by this plan: nobody has anything in it yet, but what it is made with. */
  | { readonly is: 'coming' }
  | { readonly is: 'away'; readonly because: 'adoption' | 'not-read' | 'written-meanwhile' }
  /** Not there, and nothing needs it now. */
  | { readonly is: 'gone' };

/**
 * Spaces are made with all their grants at once, relabelled, and never deleted: one that is wanted no more only loses its grants. Those that lie in others
 * come after them.
 */
export async function* planSpaces(
  round: Round,
  scene: CommunityScene,
): AsyncGenerator<PlanItem, ReadonlyMap<SpaceKey, SpaceState>> {
  const states = new Map<SpaceKey, SpaceState>();
  const known = new Map(scene.known?.spaces.map((space) => [space.space, space]));
  const depthOf = (key: SpaceKey): number => scene.desired.spaces.get(key)?.depth ?? 0;
  const keys = [...new Set([...scene.desired.spaces.keys(), ...known.keys()])];
  yield* planAround(round, scene);
  for (const key of keys.sort((a, b) => depthOf(a) - depthOf(b) || byCodeUnit(a, b))) {
    const desired = scene.desired.spaces.get(key) ?? null;
    const space = known.get(key) ?? null;
    if (space !== null && space.native !== null && space.presence !== 'absent') {
      states.set(key, { is: 'here', complete: space.grantsRead === 'complete' });
      yield* keep(round, scene, space, desired);
    } else if (desired === null) states.set(key, { is: 'gone' });
    else states.set(key, yield* make(round, scene, desired, { known: space, states }));
  }
  return states;
}

/**
 * Where a group must have something around the space in which it is given anything, a working group's groups are given that in their parent community's.
 * Nobody gains by it: whoever is in a working group is in its parent, whose policy gives every member as much (else the space stands by itself).
 */
async function* planAround(round: Round, scene: CommunityScene): AsyncGenerator<PlanItem> {
  const { desired } = scene;
  const around = new Map(scene.known?.around?.map((space) => [space.space, space]));
  const inside = [...desired.spaces.values()].filter(({ part, parent }) => part === null && parent !== null);
  const parents = new Map(inside.flatMap((space) => (space.parent === null ? [] : [[space.parent, space] as const])));
  for (const outer of [...new Set([...around.keys(), ...parents.keys()])].sort(byCodeUnit)) {
    const level = round.input.target.insideNeeds?.[toolOfKey(outer)];
    if (level === undefined) continue;
    const space = parents.get(outer);
    const given = space === undefined ? [] : [...wantedGrants(scene, space).keys()];
    // One that is not there is made by this plan.
    const known = around.get(outer);
    const isMade = known !== undefined && known.native !== null && known.presence !== 'absent';
    const seen = isMade ? known : { space: outer, ...unmade };
    const wanted = new Map(given.map((group) => [group, level]));
    // Between the space and those in it.
    yield* planGrants(round, scene, seen, wanted, { depth: (space?.depth ?? 1) - 0.5 });
  }
}
const unmade = { name: '', native: null, label: '', presence: 'absent', grantsRead: 'complete', grants: [] } as const;

/**
 * Where a space lies. A part that is wanted no more still lies in its community's own space; a working group's, in the one in which its groups were given
 * something for it.
 */
function placeOf({ desired, known }: CommunityScene, space: SpaceKey): { parent?: SpaceKey; depth?: number } {
  const wanted = desired.spaces.get(space);
  if (wanted !== undefined) return wanted.parent === null ? {} : { parent: wanted.parent, depth: wanted.depth };
  if (partOfKey(space) === 'main') {
    const isAround = ({ space: outer, grants }: KnownSpace): boolean =>
      toolOfKey(outer) === toolOfKey(space) && grants.some(({ made }) => made !== null);
    const outer = known?.around?.find(isAround);
    return outer === undefined ? {} : { parent: outer.space, depth: 1 };
  }
  const parent = spaceKey(desired.community.id, toolOfKey(space));
  return { parent, depth: (desired.spaces.get(parent)?.depth ?? 0) + 1 };
}
const parentOf = ({ parent }: { readonly parent?: SpaceKey }): { parent?: SpaceKey } =>
  parent === undefined ? {} : { parent };
const depthOf = ({ depth }: { readonly depth?: number }): { depth?: number } => (depth === undefined ? {} : { depth });

async function* keep(
  round: Round,
  scene: CommunityScene,
  known: KnownSpace,
  desired: WantedSpace | null,
): AsyncGenerator<PlanItem> {
  const community = scene.desired.community.id;
  const place = placeOf(scene, known.space);
  const isTouched = round.input.touched(null, community);
  if (desired !== null && known.presence === 'present' && !isSameLabel(desired.label, known.label) && !isTouched) {
    const parts = { community, before: { label: known.label }, ...depthOf(place) };
    const { label } = desired;
    yield operation(round, { kind: 'space', verb: 'update', space: known.space, label, ...parentOf(place) }, parts);
  }
  if (grantsToPeople(round.input.target)) return;
  const wanted = desired === null ? new Map<GroupKey, Level>() : wantedGrants(scene, desired);
  yield* planGrants(round, scene, known, wanted, place);
}

async function* planGrants(
  round: Round,
  scene: CommunityScene,
  known: KnownSpace,
  wanted: ReadonlyMap<GroupKey, Level>,
  place: { readonly parent?: SpaceKey; readonly depth?: number },
): AsyncGenerator<PlanItem> {
  const community = scene.desired.community.id;
  const { space } = known;
  const tool = toolOfKey(space);
  const { raise, lower, confirm, present, recognised, forgotten, findings } = judgeGrants({
    community,
    tool,
    known,
    wanted,
    groups: scene.groups,
  });
  if (round.input.touched(null, community)) {
    for (const { group } of [...lower, ...confirm]) {
      const key = `${space}/${group}`;
      yield finding({ kind: 'withheld', reason: 'written-meanwhile', key, community, person: null });
    }
    return;
  }
  for (const told of findings) yield finding(told);
  for (const record of recognised) yield { item: 'recognised', record };
  for (const record of forgotten) yield { item: 'forgotten', record };

  const isOwn = communityOfKey(space) === community;
  const effects = isOwn ? await grantEffects(round, scene, { space, present, changes: [...lower, ...raise] }) : [];
  const gains = effects.filter(({ before, after }) => compareLevels(tool, after, before) > 0);
  const losses = effects.filter(({ before, after }) => compareLevels(tool, after, before) < 0);
  const seen = (grants: readonly Grant[]) =>
    grants.map(({ group }) => ({ group, level: known.grants.find((grant) => grant.group === group)?.level ?? null }));
  const change = (direction: 'raise' | 'lower', grants: readonly Grant[]) =>
    ({ kind: 'grant', verb: 'change', space, direction, grants, ...parentOf(place) }) as const;
  const parts = (grants: readonly Grant[]) => ({ community, before: { grants: seen(grants) }, ...depthOf(place) });
  if (lower.length > 0) {
    yield operation(round, change('lower', lower), { ...parts(lower), effects: losses });
  }
  if (raise.length > 0) {
    const told = [...gains, ...(lower.length > 0 ? losses.filter(({ countedLoss }) => countedLoss) : [])];
    yield operation(round, change('raise', raise), { ...parts(raise), effects: told });
  }
  if (confirm.length > 0) {
    const told = isOwn ? await grantEffects(round, scene, { space, present, changes: confirm }) : [];
    yield operation(round, change('lower', confirm), { ...parts(confirm), effects: told, hold: 'confirm' as const });
  }
}

/** What the policy gives to each group that is there or is wanted. */
function wantedGrants({ desired, groups }: CommunityScene, space: WantedSpace): Map<GroupKey, Level> {
  const used = [...groups].filter(([, state]) => state.is !== 'gone').map(([group]) => group);
  return new Map(grantsOf(desired, space, used).map(({ group, level }) => [group, level]));
}

/**
 * Whether anybody would have something in it. Where there are grants at all, a space without any is not made: there is nobody to serve, and a Discourse
 * category without permissions is open to the world. A list without subscribers is open to nobody, so that one is there from the first day.
 */
function isForSomebody(
  { input: { target } }: Round,
  { desired }: CommunityScene,
  { tool }: WantedSpace,
  wanted: ReadonlyMap<GroupKey, Level>,
): boolean {
  if (!hasKind(target, 'grant') || wanted.size > 0) return true;
  if (!grantsToPeople(target)) return false;
  const { id } = desired.community;
  const held = [...participations.map(participationStation), ...[...desired.stations.values()].flat()];
  return held.some((station) => desired.levelIn(groupKey(id, station), tool) !== 'none');
}

interface Making {
  readonly known: KnownSpace | null;
  readonly states: ReadonlyMap<SpaceKey, SpaceState>;
}

async function* make(
  round: Round,
  scene: CommunityScene,
  desired: WantedSpace,
  { known, states }: Making,
): AsyncGenerator<PlanItem, SpaceState> {
  const { space, tool, label } = desired;
  const community = scene.desired.community.id;
  const wanted = wantedGrants(scene, desired);
  const depends = (on: GroupKey | SpaceKey, reason: 'adoption' | 'not-read' | 'written-meanwhile'): PlanItem =>
    finding({ kind: 'depends', resource: 'space', key: space, on, reason, community, person: null });
  // A part needs its own community's space. Of another community's, the order of application sees to it.
  const around = desired.parent === null ? undefined : states.get(desired.parent);
  if (!isForSomebody(round, scene, desired, wanted) || around?.is === 'gone') return { is: 'gone' };
  if (round.input.touched(null, community)) return { is: 'away', because: 'written-meanwhile' };
  if (around?.is === 'away' && desired.parent !== null) {
    yield depends(desired.parent, around.because);
    return around;
  }
  if (known?.presence === 'unknown') {
    yield depends(space, 'not-read');
    return { is: 'away', because: 'not-read' };
  }
  const isVanished = known !== null && known.native !== null;
  if (isVanished) yield finding({ kind: 'vanished', resource: 'space', key: space });
  const missing = [...wanted.keys()].find((group) => scene.groups.get(group)?.is === 'away');
  const state = missing === undefined ? undefined : scene.groups.get(missing);
  if (missing !== undefined && state?.is === 'away') {
    yield depends(missing, state.because);
    return state;
  }

  const place = placeOf(scene, space);
  const isTaken = (name: string): boolean => round.names.has(`${tool}/${name}`) || name === known?.name;
  const name =
    known !== null && known.native === null ? known.name : round.input.target.nameOf('space', space, isTaken);
  round.names.add(`${tool}/${name}`);
  const namesake = round.input.namesake({ kind: 'space', name, tool });
  if (namesake !== null) {
    const { native } = namesake;
    const parts = { community, hold: 'confirm', ...depthOf(place) } as const;
    yield operation(round, { kind: 'space', verb: 'adopt', space, native }, parts);
    return { is: 'away', because: 'adoption' };
  }
  const grants = [...wanted].map(([group, level]) => ({ group, level }));
  const effects = await grantEffects(round, scene, { space, present: new Map(), changes: grants });
  const { language } = scene.desired.community;
  const change = { kind: 'space', verb: 'create', space, name, label, grants, language, ...parentOf(place) } as const;
  yield operation(round, change, { community, effects, ...depthOf(place) });
  return { is: 'coming' };
}
