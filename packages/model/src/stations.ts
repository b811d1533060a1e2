import type { Community } from './community.ts';
import { builtInRoles, participations, participationStation, roleStation, type Station } from './role.ts';
import { roleId } from './ids.ts';

/** Every station that can exist in a community: participation levels from the outside in, built-in roles, own roles. */
export const stationsOf = (community: Community): readonly Station[] => [
  ...participations.map(participationStation),
  ...builtInRoles.map((role) => roleStation(roleId(role))),
  ...community.ownRoles.map((own) => roleStation(own.role)),
];
