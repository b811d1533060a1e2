import {
  isParticipation,
  knowsRole,
  builtInRoles,
  parseDate,
  participations,
  roleId,
  type Community,
  type LocalDate,
  type Participation,
  type RoleId,
} from '@passerelle/model';
import { CliError } from '../runtime/cli-error.ts';

/** A day as somebody typed it. Undefined where nothing was. @throws CliError */
export function dayOf(value: unknown): LocalDate | undefined {
  if (typeof value !== 'string') return undefined;
  const date = parseDate(value);
  if (date === null) throw new CliError('cli.bad-date', { text: value });
  return date;
}

const words: Readonly<Record<string, Participation>> = {
  noyau: 'core',
  actif: 'active',
  active: 'active',
  participant: 'peripheral',
  observateur: 'peripheral',
};

/** @throws CliError */
export function participationOf(value: unknown): Participation | undefined {
  if (typeof value !== 'string') return undefined;
  const word = value.toLowerCase();
  const found = isParticipation(word) ? word : words[word];
  if (found === undefined)
    throw new CliError('cli.unknown-participation', { participation: value, known: participations.join(', ') });
  return found;
}

/** A role of this community, by its short name or by the name that the community gave it. @throws CliError */
export function roleOf(community: Community, value: string): RoleId {
  const folded = value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const own = community.ownRoles.find(
    ({ role, name }) => role === folded || name.toLowerCase() === value.toLowerCase(),
  );
  if (own !== undefined) return own.role;
  if (knowsRole(community, folded)) return roleId(folded);
  const known = [...builtInRoles, ...community.ownRoles.map(({ role }) => role)].join(', ');
  throw new CliError('cli.unknown-role', { community: community.name, role: value, known });
}
