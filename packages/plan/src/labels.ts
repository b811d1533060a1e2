import { message, say, type Community, type Station, type Texts, type Tool } from '@passerelle/model';
import type { PartView } from './input.ts';
import en from './labels/en.json' with { type: 'json' };
import fr from './labels/fr.json' with { type: 'json' };

const texts: Readonly<Record<'fr' | 'en', Texts>> = { fr, en };
/** The two complete languages; communities of the others are labelled in English until theirs is complete. */
const labelLanguage = (community: Community): 'fr' | 'en' => (community.language === 'fr' ? 'fr' : 'en');

function stationName(community: Community, station: Station): string {
  const own = community.ownRoles.find(({ role }) => `role:${role}` === station);
  return own?.name ?? texts[labelLanguage(community)][station] ?? station.slice(station.indexOf(':') + 1);
}

/** The name under which people see the group on a platform. It follows the names of the community and of the role; the native id never does. */
export function groupLabel(community: Community, station: Station): string {
  const language = labelLanguage(community);
  const params = { community: community.name, station: stationName(community, station) };
  return say(texts[language], language, message('group', params));
}

/** The name under which people see the space on a platform. A part is seen inside its community's own space: its own name is enough. */
export function spaceLabel(community: Community, tool: Tool, part: PartView | null = null): string {
  const language = labelLanguage(community);
  if (part !== null) return part.label[language];
  return say(texts[language], language, message(`space:${tool}`, { community: community.name }));
}

/** Platforms may hand back the same letters composed otherwise: that is no difference. */
export const isSameLabel = (a: string, b: string): boolean => a.normalize('NFC') === b.normalize('NFC');
