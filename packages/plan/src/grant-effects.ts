import {
  highestLevel,
  partOfKey,
  toolOfKey,
  type Grant,
  type GroupKey,
  type Level,
  type PersonId,
  type SpaceKey,
  type Tool,
} from '@passerelle/model';
import { byCodeUnit } from './code-unit.ts';
import { effectsOf } from './effects.ts';
import type { CommunityScene } from './memberships.ts';
import type { PlannedEffect } from './output.ts';
import type { Round } from './round.ts';

export interface GrantMove {
  readonly space: SpaceKey;
  /** What each group is granted now. */
  readonly present: ReadonlyMap<GroupKey, Level>;
  readonly changes: readonly Grant[];
}

/** Who is in which of these groups now, person by person. */
function* membersOf({ known }: CommunityScene, groups: ReadonlySet<GroupKey>): Generator<[PersonId, GroupKey[]]> {
  const byPerson = new Map<PersonId, GroupKey[]>();
  const concerned = new Set<PersonId>();
  for (const { person, group, observed } of known?.memberships ?? []) {
    if (!observed) continue;
    const held = byPerson.get(person);
    if (held) held.push(group);
    else byPerson.set(person, [group]);
    if (groups.has(group)) concerned.add(person);
  }
  for (const person of [...concerned].sort(byCodeUnit)) yield [person, byPerson.get(person) ?? []];
}

/**
 * What a change of grants means for everybody who is in one of the groups now: the highest of what their groups are granted, before and after.
 * The raised and the lowered grants of a space are judged as one change: whoever ends no lower than before loses nothing.
 */
export async function grantEffects(round: Round, scene: CommunityScene, move: GrantMove): Promise<PlannedEffect[]> {
  const { space, present, changes } = move;
  if (changes.length === 0) return [];
  const tool = toolOfKey(space);
  const part = partOfKey(space);
  const end = new Map([...present, ...changes.map(({ group, level }): [GroupKey, Level] => [group, level])]);
  const community = scene.desired.community.id;
  const effects: PlannedEffect[] = [];
  const highest = (levels: ReadonlyMap<GroupKey, Level>, groups: readonly GroupKey[]): ReadonlyMap<Tool, Level> =>
    new Map([
      [
        tool,
        highestLevel(
          tool,
          groups.map((group) => levels.get(group) ?? 'none'),
        ),
      ],
    ]);
  for (const [person, groups] of membersOf(scene, new Set(changes.map(({ group }) => group)))) {
    const subject = { person, community };
    effects.push(...(await effectsOf(round, subject, highest(present, groups), highest(end, groups))));
  }
  return part === 'main' ? effects : effects.map((effect) => ({ ...effect, part }));
}
