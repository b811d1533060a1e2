import { defaultSettings, type Community } from '../community.ts';
import type { CommunityView } from '../community-view.ts';
import { claimId, communityId, personId, roleId, sourceId, targetId, type ClaimId, type PersonId } from '../ids.ts';
import type { Assignment, LocalDate, Membership, RotationTurn } from '../membership.ts';

/** People, communities and claims that the tests of this package share. */
const id = (prefix: string, number: number): string =>
  `${prefix}0000000-0000-4000-8000-${number.toString().padStart(12, '0')}`;
export const person = (number: number): PersonId => personId(id('a', number));
export const claim = (number: number): ClaimId => claimId(id('c', number));
export const ldap = { kind: 'source', source: sourceId('ldap') } as const;
export const hand = { kind: 'hand' } as const;

export const community = (parts: Partial<Community> = {}): Community => ({
  id: communityId('icane'),
  name: 'ICANE',
  purpose: 'Infirmières cliniciennes',
  modality: 'hybrid',
  stage: 'running',
  language: 'fr',
  zone: 'Europe/Paris',
  parent: null,
  ownRoles: [],
  access: {},
  tools: { files: targetId('nextcloud') },
  settings: defaultSettings,
  ...parts,
});

export const membership = (who: PersonId, parts: Partial<Membership> = {}): Membership => ({
  id: claim(1),
  person: who,
  community: communityId('icane'),
  participation: 'active',
  origin: hand,
  from: '2027-01-01',
  until: null,
  ...parts,
});

export const assignment = (who: PersonId, role: string, parts: Partial<Assignment> = {}): Assignment => ({
  id: claim(2),
  person: who,
  community: communityId('icane'),
  role: roleId(role),
  deputyFor: null,
  origin: hand,
  from: '2027-01-01',
  until: null,
  ...parts,
});

export const turn = (
  who: PersonId,
  role: string,
  meeting: LocalDate,
  parts: Partial<RotationTurn> = {},
): RotationTurn => ({
  id: claim(3),
  community: communityId('icane'),
  role: roleId(role),
  meeting,
  person: who,
  ...parts,
});

export const view = (parts: Partial<CommunityView> = {}): CommunityView => ({
  community: community(),
  memberships: [],
  assignments: [],
  turns: [],
  isActive: () => true,
  ...parts,
});
