import fc from 'fast-check';
import type { CommunityView } from '../community-view.ts';
import { participations } from '../role.ts';
import { addDays } from '../validity.ts';
import { assignment, claim, community, hand, ldap, membership, person, turn, view } from './examples.ts';

/** Communities of a few people with claims of every kind around the turn of 2026 to 2027, among them claims of people who are not active. */
const someone = fc.integer({ min: 1, max: 5 }).map(person);
const day = fc.integer({ min: 0, max: 75 }).map((days) => addDays('2026-12-25', days));
const period = fc
  .tuple(day, fc.option(fc.integer({ min: 0, max: 40 })))
  .map(([from, days]) => ({ from, until: days === null ? null : addDays(from, days) }));
const origin = fc.constantFrom(hand, ldap, { kind: 'file' } as const);
const role = fc.constantFrom('technicien', 'coordinateur', 'expert', 'secretaire', 'unknown-role');
const id = fc.integer({ min: 1, max: 1_000_000 }).map(claim);

export const anyMembership = fc
  .record({ someone, period, id, origin, participation: fc.constantFrom(...participations) })
  .map(({ someone: who, period: dates, ...rest }) => membership(who, { ...dates, ...rest }));
export const anyAssignment = fc
  .record({ someone, period, id, origin, role, deputyFor: fc.option(someone) })
  .map(({ someone: who, period: dates, role: name, ...rest }) => assignment(who, name, { ...dates, ...rest }));
export const anyTurn = fc
  .record({ someone, role, day, id })
  .map(({ someone: who, role: name, day: meeting, id: own }) => turn(who, name, meeting, { id: own }));

export const anyView: fc.Arbitrary<CommunityView> = fc
  .record({
    zone: fc.constantFrom(
      'Europe/Paris',
      'Pacific/Kiritimati',
      'America/Sao_Paulo',
      'Africa/Cairo',
      'Pacific/Pago_Pago',
    ),
    memberships: fc.array(anyMembership, { maxLength: 12 }),
    assignments: fc.array(anyAssignment, { maxLength: 8 }),
    turns: fc.array(anyTurn, { maxLength: 4 }),
    inactive: fc.option(someone),
  })
  .map(({ zone, inactive, ...claims }) =>
    view({ ...claims, community: community({ zone }), isActive: (who) => who !== inactive }),
  );
