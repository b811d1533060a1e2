import { describe, expect, it } from 'vitest';
import { communityId } from './ids.ts';
import { lastTechnicien, leavingConsequences } from './leaving.ts';
import { startOf } from './validity.ts';
import { assignment, claim, community, ldap, membership, person, turn, view } from './testing/examples.ts';

const [ana, bram] = [person(1), person(2)];
const at = startOf('2027-06-01', 'Europe/Paris');
const members = [membership(ana, { id: claim(11) }), membership(bram, { id: claim(12) })];

describe('lastTechnicien', () => {
  const held = assignment(ana, 'technicien', { id: claim(21) });
  it('is somebody who alone holds the role now', () => {
    const of = view({ memberships: members, assignments: [held] });
    expect([lastTechnicien(of, ana, at), lastTechnicien(of, bram, at)]).toEqual([true, false]);
  });
  it('is nobody while two hold it', () => {
    const of = view({ memberships: members, assignments: [held, assignment(bram, 'technicien')] });
    expect(lastTechnicien(of, ana, at)).toBe(false);
  });
  it('is still somebody whose only colleague is their own deputy, no member, suspended, or begins later', () => {
    const alone = (second: ReturnType<typeof assignment>, isActive = () => true) =>
      lastTechnicien(view({ memberships: members, assignments: [held, second], isActive }), ana, at);
    expect(alone(assignment(bram, 'technicien', { deputyFor: ana }))).toBe(true);
    expect(alone(assignment(person(3), 'technicien'))).toBe(true);
    expect(alone(assignment(bram, 'technicien', { from: '2027-06-02' }))).toBe(true);
    const suspended = view({
      memberships: members,
      assignments: [held, assignment(bram, 'technicien')],
      isActive: (who) => who !== bram,
    });
    expect(lastTechnicien(suspended, ana, at)).toBe(true);
  });
});

describe('leavingConsequences', () => {
  const group = communityId('icane-documents');
  const groups = [
    view({
      community: community({ id: group, parent: communityId('icane') }),
      memberships: [membership(ana, { id: claim(31), community: group })],
      assignments: [assignment(ana, 'secretaire', { id: claim(32), community: group })],
    }),
  ];
  const of = view({
    memberships: members,
    assignments: [
      assignment(ana, 'technicien', { id: claim(21) }),
      assignment(ana, 'expert', { id: claim(22), until: '2027-05-31' }),
    ],
    turns: [
      turn(ana, 'animateur', '2027-09-01', { id: claim(41) }),
      turn(ana, 'animateur', '2027-05-01', { id: claim(42) }),
    ],
  });

  it('takes along working groups, roles and turns to come, but nothing that is over', () => {
    const leaving = leavingConsequences(of, groups, ana, at);
    expect(leaving.ends).toEqual([claim(11), claim(21), claim(31), claim(32)]);
    expect(leaving.groups).toEqual([group]);
    expect(leaving.roles.map(({ role }) => role)).toEqual(['technicien', 'secretaire']);
    expect(leaving.openTurns).toEqual([claim(41)]);
    expect(leaving.lastTechnicienOf).toEqual([communityId('icane')]);
    expect(leaving.messages.map(({ code }) => code)).toEqual([
      'leaving.group',
      'leaving.role',
      'leaving.role',
      'leaving.turn',
      'leaving.last-technicien',
    ]);
  });

  it('ends only claims made by hand, and says who goes on claiming the person', () => {
    const both = { ...of, memberships: [...members, membership(ana, { id: claim(13), origin: ldap })] };
    const leaving = leavingConsequences(both, groups, ana, at);
    expect(leaving.stillClaimedBy).toEqual(['source:ldap']);
    expect(leaving.ends).toEqual([claim(11), claim(21)]);
    expect(leaving.groups).toEqual([]);
  });

  it('changes nothing for somebody who is not there', () => {
    expect(leavingConsequences(of, groups, person(9), at)).toMatchObject({
      ends: [],
      groups: [],
      roles: [],
      messages: [],
    });
  });
});
