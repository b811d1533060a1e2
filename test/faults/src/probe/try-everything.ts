import { actionsOf, mayDo, wordsOfAction } from '@passerelle/connector-kit';
import { compareLevels, levelsOf, type CommunityId, type Level, type PersonId, type Tool } from '@passerelle/model';
import type { Place, ToolProbe } from './tool-probe.ts';
import { archived, scenes, stationsOfPlace, type Members } from './world/communities.ts';

/** What the access policy gives somebody: worked out by the model from what the scenes say, whatever the engine made of it. */
export type LevelIn = (person: PersonId, community: CommunityId, tool: Tool) => Level;

export function levelsByPolicy(members: Members): LevelIn {
  const stations = new Map(
    scenes.flatMap(({ community, people }) =>
      Object.entries(people).map(
        ([name, place]) =>
          [`${members.get(community.id)?.get(name)?.person ?? ''} ${community.id}`, stationsOfPlace(place)] as const,
      ),
    ),
  );
  const now = new Map(
    scenes.map(({ community }) => [
      community.id,
      community === archived ? ({ ...archived, stage: 'archived' } as const) : community,
    ]),
  );
  return (person, id, tool) => {
    const community = now.get(id);
    const held = stations.get(`${person} ${id}`);
    return community === undefined || held === undefined ? 'none' : levelsOf({ instance: {}, community }, held, tool);
  };
}

/** Everybody tries everything in one space. @returns what was not as the policy says, one line each */
export async function tryEverything(probe: ToolProbe, place: Place, members: Members): Promise<readonly string[]> {
  const { tool } = probe;
  const levelIn = levelsByPolicy(members);
  const lines: string[] = [];
  const everybody = [...members.values()].flatMap((named) => [...named.values()]);
  await Promise.all(
    everybody.map(async (member) => {
      const here = levelIn(member.person, place.community, tool);
      const anywhere = scenes
        .map(({ community }) => levelIn(member.person, community.id, tool))
        .reduce((highest, level) => (compareLevels(tool, level, highest) > 0 ? level : highest), here);
      for (const action of actionsOf(tool)) {
        const may = mayDo(action, { here, anywhere });
        if (may === null) continue;
        const attempt = probe.attempts[action.name];
        if (attempt === undefined) throw new Error(`nobody tries to ${action.name} in ${tool}`);
        const outcome = await attempt(member, place).catch((error: unknown) => String(error));
        if (outcome !== (may ? 'done' : 'refused'))
          lines.push(`${member.name} (${here}): ${wordsOfAction(action, 'en')}: ${outcome}`);
      }
    }),
  );
  return lines.sort();
}
