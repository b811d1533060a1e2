import type { Community } from './community.ts';
import { isCommunityId, isPersonId, type CommunityId, type PersonId } from './ids.ts';
import { labelOfLevel, labelOfOrigin, labelOfParticipation, labelOfRole, labelOfTool } from './labels.ts';
import { say, type Message } from './message.ts';
import { isParticipation } from './role.ts';
import { modelTexts, type TextLanguage } from './texts.ts';
import { isLevelOf, isTool } from './tool.ts';
import { isLocalDate } from './validity.ts';

/** Where names are looked up: messages carry ids, since they may be stored longer than names may. */
export interface Names {
  readonly person: (id: PersonId) => string | undefined;
  readonly community: (id: CommunityId) => Community | undefined;
}

/**
 * A message of the model in a reader's language, with the ids in its parameters replaced by names, labels and written-out dates.
 * Parameters are known by their names; a value that names nothing known is shown as it is.
 */
export function sayInWords(message: Message, language: TextLanguage, names: Names): string {
  const { community, tool } = message.params;
  const where = typeof community === 'string' && isCommunityId(community) ? names.community(community) : undefined;
  const word = (name: string, value: string): string => {
    switch (name) {
      case 'person':
      case 'holder':
      case 'other':
        return isPersonId(value) ? (names.person(value) ?? value) : value;
      case 'community':
      case 'parent':
        return isCommunityId(value) ? (names.community(value)?.name ?? value) : value;
      case 'role':
        return labelOfRole(where ?? null, value, language);
      case 'station':
      case 'outer':
        return stationInWords(value, where, language);
      case 'participation':
        return isParticipation(value) ? labelOfParticipation(value, language) : value;
      case 'tool':
        return isTool(value) ? labelOfTool(value, language) : value;
      case 'level':
      case 'less':
      case 'more':
        return typeof tool === 'string' && isTool(tool) && isLevelOf(tool, value)
          ? labelOfLevel(tool, value, language)
          : value;
      case 'origin':
        return labelOfOrigin(value, language);
      case 'date':
      case 'from':
      case 'until':
      case 'first':
      case 'today':
        return dateInWords(value, language);
      default:
        return value;
    }
  };
  const params = Object.fromEntries(
    Object.entries(message.params).map(([name, value]) => [
      name,
      typeof value === 'string' ? word(name, value) : value,
    ]),
  );
  return say(modelTexts[language], language, { code: message.code, params });
}

function stationInWords(station: string, community: Community | undefined, language: TextLanguage): string {
  const name = station.slice(station.indexOf(':') + 1);
  if (station.startsWith('role:')) return labelOfRole(community ?? null, name, language);
  return station.startsWith('participation:') && isParticipation(name) ? labelOfParticipation(name, language) : station;
}

/** "31 décembre 2027", "1er mai 2027", "31 December 2027". What is no date stays as it is. */
export function dateInWords(date: string, language: TextLanguage): string {
  if (!isLocalDate(date)) return date;
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const written = format.format(Date.parse(`${date}T00:00:00Z`));
  return language === 'fr' ? written.replace(/^1 /, '1er ') : written;
}
