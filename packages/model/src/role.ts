import { roleId, type RoleId } from './ids.ts';

/** How near the centre somebody is, from the outside in: the first gives least. */
export const participations = ['peripheral', 'active', 'core'] as const;
export type Participation = (typeof participations)[number];
export const isParticipation = (value: string): value is Participation =>
  participations.some((known) => known === value);

/** Roles that every community knows. A community may add its own (`OwnRole`). */
export const builtInRoles = [
  'initiateur',
  'coordinateur',
  'animateur',
  'secretaire',
  'technicien',
  'moderateur',
  'facilitateur',
  'expert',
] as const;
export type BuiltInRole = (typeof builtInRoles)[number];
export const isBuiltInRole = (value: string): value is BuiltInRole => builtInRoles.some((known) => known === value);
export const technicien: RoleId = roleId('technicien');

/** What a group on a platform stands for: a participation level or a role of one community. */
export type Station = `participation:${Participation}` | `role:${RoleId}`;
export const participationStation = (participation: Participation): Station => `participation:${participation}`;
export const roleStation = (role: RoleId): Station => `role:${role}`;
