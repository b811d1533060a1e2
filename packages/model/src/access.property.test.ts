import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { levelsOf } from './access.ts';
import type { CommunityView } from './community-view.ts';
import { standingOf } from './standing.ts';
import { anyAssignment, anyMembership, anyTurn, anyView } from './testing/any-view.ts';
import { person } from './testing/examples.ts';
import { compareLevels, rankOf, tools, type Level, type Tool } from './tool.ts';
import { startOf } from './validity.ts';
import { stationsOf } from './stations.ts';
import { community } from './testing/examples.ts';

const at = startOf('2027-01-20', 'UTC');
const people = [1, 2, 3, 4, 5].map(person);
type Levels = readonly { readonly tool: Tool; readonly level: Level }[];

function levels(view: CommunityView, who: (typeof people)[number]): Levels {
  const state = view.isActive(who) ? 'active' : 'suspended';
  const stations = standingOf({ ...view, person: { id: who, state }, at }).map((held) => held.station);
  return tools.map((tool) => ({ tool, level: levelsOf({ instance: {}, community: view.community }, stations, tool) }));
}

describe('levels', () => {
  it('never fall when a claim is added: nobody loses access by being given something', () => {
    const more = fc.oneof(
      anyMembership.map((added) => ({ memberships: [added] })),
      anyAssignment.map((added) => ({ assignments: [added] })),
      anyTurn.map((added) => ({ turns: [added] })),
    );
    fc.assert(
      fc.property(anyView, more, (view, added) => {
        const richer: CommunityView = {
          ...view,
          memberships: [...view.memberships, ...('memberships' in added ? added.memberships : [])],
          assignments: [...view.assignments, ...('assignments' in added ? added.assignments : [])],
          turns: [...view.turns, ...('turns' in added ? added.turns : [])],
        };
        for (const who of people) {
          const after = levels(richer, who);
          levels(view, who).forEach(({ tool, level }, index) => {
            expect(compareLevels(tool, after[index]?.level ?? 'none', level)).toBeGreaterThanOrEqual(0);
          });
        }
      }),
    );
  });

  it('are the highest of the stations, in whatever order these come', () => {
    const stations = fc.shuffledSubarray([...stationsOf(community())]);
    fc.assert(
      fc.property(stations, fc.constantFrom(...tools), (held, tool) => {
        const policy = { instance: {}, community: community() };
        const ranks = held.map((station) => rankOf(tool, levelsOf(policy, [station], tool)));
        expect(rankOf(tool, levelsOf(policy, held, tool))).toBe(Math.max(0, ...ranks));
        expect(levelsOf(policy, held.toReversed(), tool)).toBe(levelsOf(policy, held, tool));
      }),
    );
  });
});
