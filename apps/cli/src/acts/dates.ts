import {
  isParticipation,
  knowsRole,
  localDateAt,
  builtInRoles,
  parseDate,
  participations,
  roleId,
  startOf,
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

/** When something that begins on a day can be seen: now, or a minute into that day there. */
export function seenAt(day: LocalDate | undefined, zone: string, now: number): number {
  return day === undefined || day <= localDateAt(now, zone) ? now : startOf(day, zone) + 60_000;
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
