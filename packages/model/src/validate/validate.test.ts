import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { communityId, roleId } from '../ids.ts';
import type { LocalDate } from '../membership.ts';
import type { PolicyTable } from '../policy.ts';
import { assignment, claim, community, ldap, membership, person, turn } from '../testing/examples.ts';
import { startOf } from '../validity.ts';
import { validate, type Draft } from './validate.ts';
import { validateInstancePolicy } from './validate-policy.ts';

const [ana, bram] = [person(1), person(2)];
const at = startOf('2027-06-01', 'Europe/Paris');
/** A community in good order: nothing to find. */
const sound: Draft = {
  instance: {},
  communities: [community()],
  memberships: [membership(ana), membership(bram)],
  assignments: [assignment(ana, 'technicien'), assignment(bram, 'coordinateur')],
  turns: [],
  isActive: () => true,
};
const codes = (parts: Partial<Draft>): readonly string[] =>
  validate({ ...sound, ...parts }, at).map(({ severity, message }) => `${severity} ${message.code}`);
const group = communityId('icane-documents');
const inner = communityId('icane-deeper');
const upside: PolicyTable = { 'participation:core': { files: 'read' } };

describe('validate', () => {
  it('finds nothing in a community in good order', () => {
    expect(validate(sound, at)).toEqual([]);
  });

  it.each<[string, Partial<Draft>, readonly string[]]>([
    ['two communities with one slug', { communities: [community(), community()] }, ['error community.twice']],
    ['a community without a name', { communities: [community({ name: ' ' })] }, ['error community.no-name']],
    [
      'a zone that does not exist',
      { communities: [community({ zone: 'Europe/Nowhere' })] },
      ['error community.unknown-zone'],
    ],
    [
      'a setting below nought',
      { communities: [community({ settings: { rotationBefore: -1, rotationAfter: 7, handoverOverlap: 14 } })] },
      ['error community.bad-setting'],
    ],
    [
      'own roles that hide a built-in one, come twice or have no name',
      {
        communities: [
          community({
            ownRoles: [
              { role: roleId('expert'), name: 'Expert' },
              { role: roleId('archiviste'), name: 'Archiviste' },
              { role: roleId('archiviste'), name: '' },
            ],
          }),
        ],
      },
      ['error community.role-is-built-in', 'error community.role-twice', 'error community.role-without-name'],
    ],
    ['a parent that does not exist', { communities: [community({ parent: group })] }, ['error parent.unknown']],
    [
      'a community that is its own parent',
      { communities: [community({ parent: communityId('icane') })] },
      ['error parent.cycle'],
    ],
    [
      'parents that go round',
      { communities: [community({ parent: group }), community({ id: group, parent: communityId('icane') })] },
      [
        'error parent.cycle',
        'error parent.cycle',
        'warning membership.not-in-parent',
        'warning membership.not-in-parent',
      ],
    ],
    [
      'a working group of a working group',
      {
        communities: [
          community(),
          community({ id: group, parent: communityId('icane') }),
          community({ id: inner, parent: group }),
        ],
      },
      ['error parent.too-deep'],
    ],
    ['core members who may do less than active ones', { instance: upside }, ['warning policy.inverted']],
    [
      'an unknown community',
      { turns: [turn(ana, 'expert', '2027-07-01', { community: group })] },
      ['error claim.unknown-community'],
    ],
    [
      'an end before the start',
      { memberships: [...sound.memberships, membership(person(3), { until: '2026-12-31' })] },
      ['error period.backwards'],
    ],
    [
      'a day that does not exist',
      { memberships: [...sound.memberships, membership(person(3), { until: '2027-02-30' })] },
      ['error period.no-date'],
    ],
    [
      'one origin claiming somebody twice at a time',
      { memberships: [...sound.memberships, membership(ana, { id: claim(8), from: '2027-03-01' })] },
      ['error period.overlap'],
    ],
    [
      'a role that is not there',
      { assignments: [...sound.assignments, assignment(ana, 'archiviste')] },
      ['error role.unknown'],
    ],
    [
      'a role without a membership',
      { assignments: [...sound.assignments, assignment(person(3), 'expert')] },
      ['warning assignment.no-membership'],
    ],
    [
      'a deputy of oneself',
      { assignments: [...sound.assignments, assignment(ana, 'technicien', { deputyFor: ana })] },
      ['error deputy.of-oneself'],
    ],
    [
      'a deputy of somebody who does not hold the role',
      { assignments: [...sound.assignments, assignment(ana, 'technicien', { deputyFor: bram })] },
      ['error deputy.of-nobody'],
    ],
    [
      'a deputyship that begins before the role',
      {
        assignments: [...sound.assignments, assignment(bram, 'technicien', { deputyFor: ana, from: '2026-12-01' })],
        memberships: [membership(ana), membership(bram, { from: '2026-01-01' })],
      },
      ['warning deputy.outlasts'],
    ],
    [
      'two people for one meeting',
      { turns: [turn(ana, 'secretaire', '2027-07-01'), turn(bram, 'secretaire', '2027-07-01')] },
      ['error turn.two-people'],
    ],
    [
      'one turn written twice',
      { turns: [turn(ana, 'secretaire', '2027-07-01'), turn(ana, 'secretaire', '2027-07-01')] },
      ['error turn.twice'],
    ],
    [
      'a turn of somebody who is no member',
      { turns: [turn(person(3), 'secretaire', '2027-07-01')] },
      ['warning turn.no-membership'],
    ],
    ['roles that nobody holds', { assignments: [] }, ['warning role.vacant', 'warning role.vacant']],
    ['roles whose holders are suspended', { isActive: (who) => who !== ana }, ['warning role.vacant']],
    [
      'a last technicien whose time runs out',
      { assignments: [assignment(ana, 'technicien', { until: '2027-07-15' }), assignment(bram, 'coordinateur')] },
      ['warning role.last-ends'],
    ],
    [
      'a last technicien who leaves the community',
      { memberships: [membership(ana, { until: '2027-07-15' }), membership(bram)] },
      ['warning role.last-ends'],
    ],
  ])('tells of %s', (_, parts, expected) => {
    expect(codes(parts)).toEqual(expected);
  });

  it('lets several origins claim one membership, and one origin claim it again later', () => {
    const memberships = [
      ...sound.memberships,
      membership(ana, { origin: ldap, until: '2027-03-31' }),
      membership(ana, { origin: ldap, from: '2027-04-01' }),
    ];
    expect(codes({ memberships })).toEqual([]);
  });

  it('finds an overlap with a long period behind a short one', () => {
    const memberships = [
      ...sound.memberships,
      membership(ana, { origin: ldap, from: '2027-01-01', until: '2027-12-31' }),
      membership(ana, { origin: ldap, from: '2027-02-01', until: '2027-02-28' }),
      membership(ana, { origin: ldap, from: '2027-06-01', until: '2027-06-30' }),
    ];
    expect(codes({ memberships })).toEqual(['error period.overlap', 'error period.overlap']);
  });

  it('is quiet about a technicien’s end when somebody follows, and about what an archived community lacks', () => {
    const followed = [
      assignment(ana, 'technicien', { until: '2027-07-15' }),
      assignment(bram, 'technicien', { from: '2027-07-16' }),
      assignment(bram, 'coordinateur'),
    ];
    expect(codes({ assignments: followed })).toEqual([]);
    expect(codes({ assignments: [], communities: [community({ stage: 'archived' })] })).toEqual([]);
  });

  it('tells of a member of a working group who is not in its parent, and counts no role of theirs', () => {
    const communities = [community(), community({ id: group, parent: communityId('icane'), stage: 'launch' })];
    const memberships = [
      ...sound.memberships,
      membership(ana, { community: group }),
      membership(person(3), { community: group }),
    ];
    const assignments = [
      ...sound.assignments,
      assignment(ana, 'technicien', { community: group }),
      assignment(person(3), 'coordinateur', { community: group }),
    ];
    expect(codes({ communities, memberships, assignments })).toEqual([
      'warning membership.not-in-parent',
      'warning role.vacant',
    ]);
  });

  it('takes 9999-12-31 for an end like any other', () => {
    const forever = { until: '9999-12-31' } as const;
    const memberships = sound.memberships.map((held): typeof held => ({ ...held, ...forever }));
    const assignments = sound.assignments.map((held): typeof held => ({ ...held, ...forever }));
    expect(codes({ memberships, assignments, turns: [turn(ana, 'expert', '9999-12-31')] })).toEqual([]);
  });

  it('answers with findings, never with an exception, whatever stands in dates, zones and slugs', () => {
    const text = fc.oneof(fc.constantFrom('2027-01-01', '9999-12-31', '0000-01-01', 'Europe/Paris', ''), fc.string());
    fc.assert(
      fc.property(text, text, fc.option(text), fc.integer(), (zone, from, until, days) => {
        // What a loader might let through: the types say more than a file can promise.
        const dates = { from: from as LocalDate, until: until as LocalDate | null };
        const settings = { rotationBefore: days, rotationAfter: days, handoverOverlap: days };
        const draft: Draft = {
          ...sound,
          communities: [community({ zone, settings }), community({ id: group, parent: communityId('icane') })],
          memberships: [membership(ana, dates), membership(ana, { ...dates, community: group })],
          assignments: [assignment(ana, 'technicien', dates), assignment(bram, 'expert', { ...dates, deputyFor: ana })],
          turns: [turn(ana, 'expert', dates.from)],
        };
        expect(Array.isArray(validate(draft, at))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('says where', () => {
    const memberships = [...sound.memberships, membership(person(3), { until: '2026-12-31' })];
    expect(validate({ ...sound, memberships }, at)[0]?.path).toEqual(['memberships', 2, 'until']);
  });
});

describe('validateInstancePolicy', () => {
  it('tells of stations, roles, tools and levels that do not exist, each where it stands', () => {
    const table = {
      'participation:outer': { files: 'read' },
      'role:archiviste': { files: 'read' },
      expert: {},
      'role:expert': { fax: 'read', files: 'moderate', forum: 'reply' },
    };
    expect(validateInstancePolicy(table).map(({ message, path }) => [message.code, ...path.slice(1)])).toEqual([
      ['policy.unknown-station', 'participation:outer'],
      ['policy.unknown-role', 'role:archiviste'],
      ['policy.unknown-station', 'expert'],
      ['policy.unknown-tool', 'role:expert', 'fax'],
      ['policy.unknown-level', 'role:expert', 'files'],
    ]);
  });
});
