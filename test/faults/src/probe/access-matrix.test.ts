import { actionsOf, mayDo, wordsOfAction } from '@passerelle/connector-kit';
import {
  compareLevels,
  levelsOf,
  participationStation,
  roleId,
  roleStation,
  tools,
  type CommunityId,
  type Level,
  type Tool,
} from '@passerelle/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { archived, scenes } from './world/communities.ts';
import { openProbe, type ProbeWorld } from './world/open-probe.ts';

/**
 * Everybody tries everything: whoever has a role or a level in a community, whoever has none there, in every tool. What came of it must be what the access
 * policy says, as data: `actions.json` says what each level may do, the model which level somebody has.
 */
let world: ProbeWorld;
const levels = new Map<string, Level>();
const levelIn = (person: string, community: CommunityId, tool: Tool): Level =>
  levels.get(`${person} ${community} ${tool}`) ?? 'none';

beforeAll(async () => {
  world = await openProbe();
  for (const { community: written, people } of scenes) {
    const community = written === archived ? ({ ...archived, stage: 'archived' } as const) : written;
    for (const [name, { participation, role }] of Object.entries(people)) {
      const stations = [
        participationStation(participation),
        ...(role === undefined ? [] : [roleStation(roleId(role))]),
      ];
      const person = world.members.get(community.id)?.get(name)?.person ?? '';
      for (const tool of tools)
        levels.set(`${person} ${community.id} ${tool}`, levelsOf({ instance: {}, community }, stations, tool));
    }
  }
});
afterAll(() => world.close());

/** What was not as the policy says, one line each. */
async function differences(tool: Tool, community: CommunityId): Promise<readonly string[]> {
  const probe = world.probes.get(tool);
  if (probe === undefined) throw new Error(`nobody tries ${tool}`);
  const place = world.placeOf(community, tool);
  const everybody = [...world.members.values()].flatMap((named) => [...named.values()]);
  const lines: string[] = [];
  await Promise.all(
    everybody.map(async (member) => {
      const here = levelIn(member.person, community, tool);
      const anywhere = scenes
        .map((scene) => levelIn(member.person, scene.community.id, tool))
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

describe.each(scenes.map(({ community }) => community))('$name', ({ id }) => {
  test.concurrent.each(tools)('%s: everybody may do what their level says, and nothing else', async (tool) => {
    expect(await differences(tool, id)).toEqual([]);
  });
});
