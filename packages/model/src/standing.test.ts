import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standingOf, standingsOf, type Standing } from './standing.ts';
import type { CommunityView } from './community-view.ts';
import type { PersonId } from './ids.ts';
import type { LocalDate } from './membership.ts';
import { endOf, startOf } from './validity.ts';
import { assignment, claim, community, hand, ldap, membership, person, turn, view } from './testing/examples.ts';
import { anyView } from './testing/any-view.ts';

const [ana, bram] = [person(1), person(2)];
const noon = (date: LocalDate): number => startOf(date, 'Europe/Paris') + 12 * 3_600_000;

function standing(
  of: Partial<CommunityView>,
  who: PersonId,
  date: LocalDate,
  state: 'active' | 'suspended' = 'active',
) {
  return standingOf({ ...view(of), person: { id: who, state }, at: noon(date) });
}
const stations = (standings: readonly Standing[]): readonly string[] => standings.map((held) => held.station);

describe('standingOf', () => {
  it('is nothing for a stranger, before the membership and after it', () => {
    const memberships = [membership(ana, { from: '2027-03-01', until: '2027-03-31' })];
    expect(standing({ memberships }, bram, '2027-03-15')).toEqual([]);
    expect(standing({ memberships }, ana, '2027-02-28')).toEqual([]);
    expect(stations(standing({ memberships }, ana, '2027-03-31'))).toEqual(['participation:active']);
    expect(standing({ memberships }, ana, '2027-04-01')).toEqual([]);
  });

  it('lives while one origin claims it, at the level nearest to the centre, and names every claim', () => {
    const memberships = [
      membership(ana, { id: claim(1), participation: 'core', until: '2027-06-30' }),
      membership(ana, { id: claim(2), participation: 'peripheral', origin: ldap }),
    ];
    const june = standing({ memberships }, ana, '2027-06-30');
    expect(june).toEqual([
      {
        station: 'participation:core',
        because: [
          {
            kind: 'membership',
            claim: claim(1),
            origin: hand,
            participation: 'core',
            from: '2027-01-01',
            until: '2027-06-30',
          },
          {
            kind: 'membership',
            claim: claim(2),
            origin: ldap,
            participation: 'peripheral',
            from: '2027-01-01',
            until: null,
          },
        ],
      },
    ]);
    expect(stations(standing({ memberships }, ana, '2027-07-01'))).toEqual(['participation:peripheral']);
  });

  it('ends the access of roles with the membership', () => {
    const of = {
      memberships: [membership(ana, { until: '2027-06-30' })],
      assignments: [assignment(ana, 'technicien')],
    };
    expect(stations(standing(of, ana, '2027-06-30'))).toEqual(['participation:active', 'role:technicien']);
    expect(standing(of, ana, '2027-07-01')).toEqual([]);
  });

  it('gives a deputy the role as dated, and leaves the holder theirs', () => {
    const of = {
      memberships: [membership(ana), membership(bram)],
      assignments: [
        assignment(ana, 'technicien'),
        assignment(bram, 'technicien', { id: claim(9), deputyFor: ana, from: '2027-08-01', until: '2027-08-15' }),
      ],
    };
    expect(stations(standing(of, bram, '2027-07-31'))).toEqual(['participation:active']);
    expect(standing(of, bram, '2027-08-15')[1]).toEqual({
      station: 'role:technicien',
      because: [
        { kind: 'deputyship', deputyFor: ana, claim: claim(9), origin: hand, from: '2027-08-01', until: '2027-08-15' },
      ],
    });
    expect(stations(standing(of, ana, '2027-08-10'))).toContain('role:technicien');
    expect(stations(standing(of, bram, '2027-08-16'))).toEqual(['participation:active']);
  });

  it('gives a role in rotation from 7 days before the meeting to 7 days after it, or as the community sets it', () => {
    const of = { memberships: [membership(ana)], turns: [turn(ana, 'secretaire', '2027-05-20')] };
    const held = (date: LocalDate, more: Partial<CommunityView> = {}): boolean =>
      stations(standing({ ...of, ...more }, ana, date)).includes('role:secretaire');
    expect([held('2027-05-12'), held('2027-05-13'), held('2027-05-27'), held('2027-05-28')]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const settings = { rotationBefore: 0, rotationAfter: 1, handoverOverlap: 14 };
    const sooner = { community: community({ settings }) };
    expect([
      held('2027-05-19', sooner),
      held('2027-05-20', sooner),
      held('2027-05-21', sooner),
      held('2027-05-22', sooner),
    ]).toEqual([false, true, true, false]);
  });

  it('gives nobody a role that the community does not know', () => {
    const of = { memberships: [membership(ana)], assignments: [assignment(ana, 'responsable-documentaire')] };
    expect(stations(standing(of, ana, '2027-05-01'))).toEqual(['participation:active']);
  });

  it('gives nothing to somebody suspended, nor in a working group to somebody outside its parent', () => {
    const of = { memberships: [membership(ana)] };
    expect(standing(of, ana, '2027-05-01', 'suspended')).toEqual([]);
    const asked = { ...view(of), person: { id: ana, state: 'active' }, at: noon('2027-05-01') } as const;
    expect(standingOf({ ...asked, isInParent: () => false })).toEqual([]);
    expect(standingOf({ ...asked, isInParent: (who: PersonId) => who === ana })).toHaveLength(1);
  });
});

describe('standingsOf', () => {
  const instant = fc.integer({ min: startOf('2026-12-20', 'UTC'), max: startOf('2027-03-20', 'UTC') });

  it('says of everybody what standingOf says of each, in the order of their ids', () => {
    fc.assert(
      fc.property(anyView, instant, (of, at) => {
        const people = [...new Set(of.memberships.map((held) => held.person))].sort();
        const oneByOne = people.flatMap((id) => {
          const held = standingOf({ ...of, person: { id, state: of.isActive(id) ? 'active' : 'suspended' }, at });
          return held.length === 0 ? [] : [{ person: id, stations: stations(held) }];
        });
        expect([...standingsOf(of, at)]).toEqual(oneByOne);
      }),
    );
  });

  it('does not depend on the order of the claims', () => {
    fc.assert(
      fc.property(anyView, instant, (of, at) => {
        const turned = {
          ...of,
          memberships: of.memberships.toReversed(),
          assignments: of.assignments.toReversed(),
          turns: of.turns.toReversed(),
        };
        expect([...standingsOf(turned, at)]).toEqual([...standingsOf(of, at)]);
      }),
    );
  });

  it('changes nowhere but at the first instant of a local day', () => {
    fc.assert(
      fc.property(anyView, fc.integer({ min: 0, max: 80 }), (of, days) => {
        const day = new Date(Date.UTC(2026, 11, 25 + days)).toISOString().slice(0, 10) as LocalDate;
        const zone = of.community.zone;
        expect([...standingsOf(of, endOf(day, zone) - 1)]).toEqual([...standingsOf(of, startOf(day, zone))]);
      }),
    );
  });
});
