import type { Community, Modality, Stage } from './community.ts';
import { message, say } from './message.ts';
import type { Language } from './person.ts';
import type { Participation, Station } from './role.ts';
import { modelTexts, textLanguage } from './texts.ts';
import type { Level, Tool } from './tool.ts';

/** Names for readers. All in lower case, to stand within a sentence; what has no label is named by itself. */
function label(code: string, otherwise: string, language: Language, params: Record<string, string> = {}): string {
  const texts = modelTexts[textLanguage(language)];
  return texts[code] === undefined ? otherwise : say(texts, textLanguage(language), message(code, params));
}

export const labelOfTool = (tool: Tool, language: Language): string => label(`label.tool.${tool}`, tool, language);
export const labelOfLevel = (tool: Tool, level: Level, language: Language): string =>
  label(`label.level.${tool}.${level}`, level, language);
export const labelOfModality = (modality: Modality, language: Language): string =>
  label(`label.modality.${modality}`, modality, language);
export const labelOfStage = (stage: Stage, language: Language): string =>
  label(`label.stage.${stage}`, stage, language);
export const labelOfParticipation = (participation: Participation, language: Language): string =>
  label(`label.participation.${participation}`, participation, language);

/** A role's name: an own role has the one that its community gave it, in every language. Community null: built-in roles only. */
export const labelOfRole = (community: Pick<Community, 'ownRoles'> | null, role: string, language: Language): string =>
  community?.ownRoles.find((own) => own.role === role)?.name ?? label(`label.role.${role}`, role, language);

export function labelOfStation(
  community: Pick<Community, 'ownRoles'> | null,
  station: Station,
  language: Language,
): string {
  const name = station.slice(station.indexOf(':') + 1);
  if (station.startsWith('role:')) return labelOfRole(community, name, language);
  return label(`label.participation.${name}`, name, language);
}

/** What a level lets somebody do, to stand after "pourront" or "may": "écrire dans les fichiers". Of `none`: what is then no longer possible at all. */
export const labelOfMay = (tool: Tool, level: Level, language: Language): string =>
  label(`label.may.${tool}.${level}`, level, language);

/** Everybody in a station, to begin a sentence with: "les participants", "les personnes dans le rôle « technicien »". */
export function labelOfStations(
  community: Pick<Community, 'ownRoles'> | null,
  station: Station,
  language: Language,
): string {
  if (!station.startsWith('role:')) return label(`label.who.${station.replace(':', '.')}`, station, language);
  return label('label.who.role', station, language, { role: labelOfStation(community, station, language) });
}

/** Who claims a membership (an `OriginKey`), to stand after "par" or "through". */
export function labelOfOrigin(origin: string, language: Language): string {
  const [kind, source = ''] = origin.split(':');
  return label(`label.origin.${kind}`, origin, language, { source });
}

/** What a group is called on platforms: "ICANE – noyau". */
export const groupLabel = (
  community: Pick<Community, 'name' | 'ownRoles'>,
  station: Station,
  language: Language,
): string => {
  const params = { community: community.name, station: labelOfStation(community, station, language) };
  return label('label.group', `${community.name} – ${station}`, language, params);
};

/** What a space is called on platforms: as its community, whatever the tool. */
export const spaceLabel = (community: Pick<Community, 'name'>, _tool: Tool): string => community.name;
