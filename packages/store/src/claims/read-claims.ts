import type { Assignment, CommunityId, Membership, PersonId, RotationTurn } from '@passerelle/model';
import { sql } from 'kysely';
import { asKnown, type AsKnown } from '../as-known.ts';
import type { Tx } from '../transaction.ts';
import {
  toAssignment,
  toMembership,
  toTurn,
  type AssignmentRow,
  type MembershipRow,
  type TurnRow,
} from './claim-rows.ts';

export interface ClaimFilter extends AsKnown {
  readonly people?: readonly PersonId[];
  readonly communities?: readonly CommunityId[];
  readonly ids?: readonly string[];
}
type Db = Pick<Tx, 'db'>;

function where(filter: ClaimFilter) {
  const conditions = [asKnown(filter, 'c')];
  if (filter.people) conditions.push(sql<boolean>`c.person = any(${[...filter.people]}::uuid[])`);
  if (filter.communities) conditions.push(sql<boolean>`c.community = any(${[...filter.communities]})`);
  if (filter.ids) conditions.push(sql<boolean>`c.id = any(${[...filter.ids]}::uuid[])`);
  return sql.join(conditions, sql` and `);
}

/** Memberships, those that have ended included, ordered by community, person, first day, id. */
export async function readMemberships({ db }: Db, filter: ClaimFilter = {}): Promise<readonly Membership[]> {
  const { rows } = await sql<MembershipRow>`select id, person, community, participation, origin, from_date, until_date
    from membership c where ${where(filter)} order by community, person, from_date, id`.execute(db);
  return rows.map(toMembership);
}

export async function readAssignments({ db }: Db, filter: ClaimFilter = {}): Promise<readonly Assignment[]> {
  const { rows } =
    await sql<AssignmentRow>`select id, person, community, role, deputy_for, origin, from_date, until_date
    from assignment c where ${where(filter)} order by community, role collate "C", person, from_date, id`.execute(db);
  return rows.map(toAssignment);
}

export async function readTurns({ db }: Db, filter: ClaimFilter = {}): Promise<readonly RotationTurn[]> {
  const { rows } = await sql<TurnRow>`select id, community, role, meeting, person
    from rotation_turn c where ${where(filter)} order by community, role collate "C", meeting, id`.execute(db);
  return rows.map(toTurn);
}
