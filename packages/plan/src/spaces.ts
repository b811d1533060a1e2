import { compareLevels, toolOfKey, type Grant, type GroupKey, type Level, type SpaceKey } from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import { grantsOf, hasKind, type DesiredSpaceWithGrants } from './desired.ts';
import { judgeGrants } from './grant-cells.ts';
import { grantEffects } from './grant-effects.ts';
import type { KnownSpace } from './input.ts';
import { isSameLabel } from './labels.ts';
import type { CommunityScene } from './memberships.ts';
import type { PlanItem } from './output.ts';
import { finding, operation, type Round } from './round.ts';

/** Spaces are made with all their grants at once, relabelled, and never deleted: one that is wanted no more only loses its grants. */
export async function* planSpaces(round: Round, scene: CommunityScene): AsyncGenerator<PlanItem> {
  const known = new Map(scene.known?.spaces.map((space) => [space.space, space]));
  for (const key of [...new Set([...scene.desired.spaces.keys(), ...known.keys()])].sort(byCodeUnit)) {
    const desired = scene.desired.spaces.get(key) ?? null;
    const space = known.get(key) ?? null;
    if (space !== null && space.native !== null && space.presence !== 'absent') {
      yield* keep(round, scene, space, desired);
    } else if (desired !== null) yield* make(round, scene, desired, space);
  }
}

async function* keep(
  round: Round,
  scene: CommunityScene,
  known: KnownSpace,
  desired: DesiredSpaceWithGrants | null,
): AsyncGenerator<PlanItem> {
  const community = scene.desired.community.id;
  const isTouched = round.input.touched(null, community);
  if (desired !== null && known.presence === 'present' && !isSameLabel(desired.label, known.label) && !isTouched) {
    const parts = { community, before: { label: known.label } };
    yield operation(round, { kind: 'space', verb: 'update', space: known.space, label: desired.label }, parts);
  }
  yield* planGrants(round, scene, known, desired !== null);
}

async function* planGrants(
  round: Round,
  scene: CommunityScene,
  known: KnownSpace,
  isWanted: boolean,
): AsyncGenerator<PlanItem> {
  const community = scene.desired.community.id;
  const { space } = known;
  const tool = toolOfKey(space);
  const wanted = isWanted ? wantedGrants(scene, tool) : new Map<GroupKey, Level>();
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

  const effects = await grantEffects(round, scene, { tool, present, changes: [...lower, ...raise] });
  const gains = effects.filter(({ before, after }) => compareLevels(tool, after, before) > 0);
  const losses = effects.filter(({ before, after }) => compareLevels(tool, after, before) < 0);
  const seen = (grants: readonly Grant[]) =>
    grants.map(({ group }) => ({ group, level: known.grants.find((grant) => grant.group === group)?.level ?? null }));
  const change = (direction: 'raise' | 'lower', grants: readonly Grant[]) =>
    ({ kind: 'grant', verb: 'change', space, direction, grants }) as const;
  if (lower.length > 0) {
    yield operation(round, change('lower', lower), { community, before: { grants: seen(lower) }, effects: losses });
  }
  if (raise.length > 0) {
    const told = [...gains, ...(lower.length > 0 ? losses.filter(({ countedLoss }) => countedLoss) : [])];
    yield operation(round, change('raise', raise), { community, before: { grants: seen(raise) }, effects: told });
  }
  if (confirm.length > 0) {
    const told = await grantEffects(round, scene, { tool, present, changes: confirm });
    const parts = { community, before: { grants: seen(confirm) }, effects: told, hold: 'confirm' as const };
    yield operation(round, change('lower', confirm), parts);
  }
}

/** What the policy gives to each group that is there or is wanted. */
function wantedGrants({ desired, groups }: CommunityScene, tool: DesiredSpaceWithGrants['tool']): Map<GroupKey, Level> {
  const used = [...groups].filter(([, state]) => state.is !== 'gone').map(([group]) => group);
  return new Map(grantsOf(desired, tool, used).map(({ group, level }) => [group, level]));
}

/** Where there are grants at all, a space without any is not made: there is nobody to serve, and a Discourse category without permissions is open to the world. */
async function* make(
  round: Round,
  scene: CommunityScene,
  { space, tool, label }: DesiredSpaceWithGrants,
  known: KnownSpace | null,
): AsyncGenerator<PlanItem> {
  const community = scene.desired.community.id;
  const wanted = wantedGrants(scene, tool);
  const isWithoutGrants = !hasKind(round.input.target, 'grant');
  if ((wanted.size === 0 && !isWithoutGrants) || round.input.touched(null, community)) return;
  const depends = (on: GroupKey | SpaceKey, reason: 'adoption' | 'not-read' | 'written-meanwhile'): PlanItem =>
    finding({ kind: 'depends', resource: 'space', key: space, on, reason, community, person: null });
  if (known?.presence === 'unknown') {
    yield depends(space, 'not-read');
    return;
  }
  const isVanished = known !== null && known.native !== null;
  if (isVanished) yield finding({ kind: 'vanished', resource: 'space', key: space });
  const missing = [...wanted.keys()].find((group) => scene.groups.get(group)?.is === 'away');
  const state = missing === undefined ? undefined : scene.groups.get(missing);
  if (missing !== undefined && state?.is === 'away') {
    yield depends(missing, state.because);
    return;
  }

  const isTaken = (name: string): boolean => round.names.has(name) || name === known?.name;
  const name =
    known !== null && known.native === null ? known.name : round.input.target.nameOf('space', space, isTaken);
  round.names.add(name);
  const namesake = round.input.namesake({ kind: 'space', name, tool });
  if (namesake !== null) {
    const { native } = namesake;
    yield operation(round, { kind: 'space', verb: 'adopt', space, native }, { community, hold: 'confirm' });
    return;
  }
  const grants = [...wanted].map(([group, level]) => ({ group, level }));
  const effects = await grantEffects(round, scene, { tool, present: new Map(), changes: grants });
  yield operation(round, { kind: 'space', verb: 'create', space, name, label, grants }, { community, effects });
}
