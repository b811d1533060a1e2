import type {
  Assignment,
  ClaimId,
  CommunityId,
  LocalDate,
  Membership,
  Participation,
  PersonId,
  RoleId,
  RotationTurn,
} from '@passerelle/model';
import { originOf } from './origin.ts';

export interface MembershipRow {
  readonly id: ClaimId;
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly participation: Participation;
  readonly origin: string;
  readonly from_date: LocalDate;
  readonly until_date: LocalDate | null;
}
export const toMembership = (row: MembershipRow): Membership => ({
  id: row.id,
  person: row.person,
  community: row.community,
  participation: row.participation,
  origin: originOf(row.origin),
  from: row.from_date,
  until: row.until_date,
});

export interface AssignmentRow {
  readonly id: ClaimId;
  readonly person: PersonId;
  readonly community: CommunityId;
  readonly role: RoleId;
  readonly deputy_for: PersonId | null;
  readonly origin: string;
  readonly from_date: LocalDate;
  readonly until_date: LocalDate | null;
}
export const toAssignment = (row: AssignmentRow): Assignment => ({
  id: row.id,
  person: row.person,
  community: row.community,
  role: row.role,
  deputyFor: row.deputy_for,
  origin: originOf(row.origin),
  from: row.from_date,
  until: row.until_date,
});

export interface TurnRow {
  readonly id: ClaimId;
  readonly community: CommunityId;
  readonly role: RoleId;
  readonly meeting: LocalDate;
  readonly person: PersonId;
}
export const toTurn = ({ id, community, role, meeting, person }: TurnRow): RotationTurn => ({
  id,
  community,
  role,
  meeting,
  person,
});
