import { describe, expect, it } from 'vitest';
import { planHandover, type Handover, type HandoverRequest } from './handover.ts';
import { roleStation, technicien } from './role.ts';
import { roleId } from './ids.ts';
import { standingsOf } from './standing.ts';
import { addDays, startOf } from './validity.ts';
import { assignment, claim, ldap, membership, person, view } from './testing/examples.ts';

const [ana, bram, carla] = [person(1), person(2), person(3)];
const members = [
  membership(ana, { id: claim(11) }),
  membership(bram, { id: claim(12) }),
  membership(carla, { id: claim(13) }),
];
const held = assignment(ana, 'technicien', { id: claim(21), until: '2027-12-31' });

const request = (parts: Partial<HandoverRequest> = {}): HandoverRequest => ({
  view: view({ memberships: members, assignments: [held] }),
  role: technicien,
  outgoing: ana,
  incoming: bram,
  date: '2027-06-01',
  today: '2027-05-20',
  id: claim(99),
  ...parts,
});
function planned(handover: Handover) {
  if (handover.kind === 'refused') throw new Error(handover.reasons.map((reason) => reason.code).join());
  return handover;
}
const refusals = (handover: Handover): readonly string[] =>
  handover.kind === 'refused' ? handover.reasons.map((reason) => reason.code) : [];

describe('planHandover', () => {
  it('lets both hold the role for 14 days from the date on, then the outgoing one ends by itself', () => {
    const { ends, start, warnings } = planned(planHandover(request()));
    expect(ends).toEqual([{ claim: held.id, until: '2027-06-14' }]);
    expect(start).toEqual(assignment(bram, 'technicien', { id: claim(99), from: '2027-06-01', until: null }));
    expect(warnings).toEqual([]);
  });

  it.each([0, 1, 14])('leaves no day without a holder and %i days with two', (overlap) => {
    const { ends, start } = planned(planHandover(request({ overlap })));
    const after = view({
      memberships: members,
      assignments: [{ ...held, until: ends[0]?.until ?? null }, start],
    });
    const holders = Array.from({ length: 40 }, (_, day) => {
      const at = startOf(addDays('2027-05-20', day), 'Europe/Paris');
      return [...standingsOf(after, at)].filter((who) => who.stations.includes(roleStation(technicien))).length;
    });
    expect(Math.min(...holders)).toBe(1);
    expect(holders.filter((count) => count === 2)).toHaveLength(overlap);
  });

  it('takes over when the outgoing one would end on the eve, and prolongs them over the overlap', () => {
    const ending = view({ memberships: members, assignments: [{ ...held, until: '2027-05-31' }] });
    expect(planned(planHandover(request({ view: ending }))).ends).toEqual([{ claim: held.id, until: '2027-06-14' }]);
  });

  it.each<[string, Partial<HandoverRequest>, string]>([
    ['a date that is past', { date: '2027-05-19' }, 'handover.past'],
    ['oneself', { incoming: ana }, 'handover.same-person'],
    ['half a day of overlap', { overlap: 0.5 }, 'handover.bad-overlap'],
    ['an end before the start', { until: '2027-05-31' }, 'handover.ends-before-start'],
    ['a role that is not there', { role: roleId('archiviste') }, 'role.unknown'],
    ['a role that somebody else holds', { outgoing: carla }, 'handover.not-held'],
    ['a role whose time was over before the eve', { date: '2028-01-02' }, 'handover.not-held'],
    ['somebody who is no member', { incoming: person(9) }, 'handover.incoming-not-member'],
    [
      'somebody suspended',
      { view: view({ memberships: members, assignments: [held], isActive: (who) => who !== bram }) },
      'handover.incoming-inactive',
    ],
    [
      'somebody who holds it already',
      { view: view({ memberships: members, assignments: [held, assignment(bram, 'technicien')] }) },
      'handover.incoming-holds',
    ],
    [
      'a role that the directory gives: only the directory can end it',
      { view: view({ memberships: members, assignments: [{ ...held, origin: ldap }] }) },
      'handover.held-elsewhere',
    ],
  ])('refuses %s', (_, parts, code) => {
    expect(refusals(planHandover(request(parts)))).toEqual([code]);
  });

  it('does not take a deputyship for holding the role', () => {
    const deputised = view({
      memberships: members,
      assignments: [held, assignment(bram, 'technicien', { deputyFor: ana })],
    });
    const plan = planned(planHandover(request({ view: deputised })));
    expect(plan.ends).toHaveLength(1);
    expect(plan.warnings.map((warning) => warning.code)).toEqual(['handover.deputy-remains']);
    expect(refusals(planHandover(request({ view: deputised, outgoing: bram, incoming: carla })))).toEqual([
      'handover.not-held',
    ]);
  });

  it('tells when somebody leaves the community before the overlap is over', () => {
    const leaving = members.map((member): typeof member => ({ ...member, until: '2027-06-10' }));
    const plan = planned(planHandover(request({ view: view({ memberships: leaving, assignments: [held] }) })));
    expect(plan.warnings.map((warning) => warning.code)).toEqual([
      'handover.outgoing-leaves',
      'handover.incoming-leaves',
    ]);
  });
});
