import { isLocalDate, isPersonId, say, type Message, type Texts } from '@passerelle/model';
import enLabels from './labels/en.json' with { type: 'json' };
import frLabels from './labels/fr.json' with { type: 'json' };
import en from './texts/en.json' with { type: 'json' };
import fr from './texts/fr.json' with { type: 'json' };

/** All sentences of this package, by language. */
export const planTexts: { readonly fr: Texts; readonly en: Texts } = { fr, en };
const labels: { readonly fr: Texts; readonly en: Texts } = { fr: frLabels, en: enLabels };

/** "12 décembre 2026" */
const dayIn = (language: 'fr' | 'en', day: string): string =>
  !isLocalDate(day)
    ? day
    : new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
        new Date(`${day}T00:00:00Z`),
      );

/** Gives a person's or a community's name for its id; the id itself where there is none. */
export interface Names {
  readonly person: (id: string) => string;
  readonly community: (id: string) => string;
}

/** A sentence about a plan in the reader's language, with names and words in the place of ids and keys. */
export function sayPlanned(language: 'fr' | 'en', { code, params }: Message, names: Names): string {
  const texts = planTexts[language];
  const word = (kind: string, value: string): string => texts[`${kind}.${value}`] ?? value;
  // The station's word is enough: the sentence names the community.
  const station = (group: string): string => {
    const key = group.slice(group.indexOf('/') + 1);
    return labels[language][key] ?? key.slice(key.indexOf(':') + 1);
  };
  const list = (value: string, one: (item: string) => string): string => value.split(',').map(one).join(', ');
  const grant = (item: string): string => {
    const [group = '', level = ''] = item.split('=');
    return `${station(group)} → ${word('level', level)}`;
  };
  // `icane/files/main`, `icane/role:expert/<person>`: every part in words; the first names the community, a space's own name says nothing.
  const key = (value: string): string => {
    const [community = '', ...rest] = value.split('/');
    if (rest.length === 0) return isPersonId(value) ? names.person(value) : names.community(value);
    const parts = rest.filter((part) => part !== 'main').map((part) => keyPart(part));
    return [names.community(community), ...parts].join(' – ');
  };
  const keyPart = (part: string): string => {
    if (isPersonId(part)) return names.person(part);
    return part.includes(':') ? station(part) : word('tool', part);
  };
  const isEffect = code.startsWith('effect.');
  const words: Readonly<Record<string, (value: string) => string>> = {
    person: names.person,
    who: names.person,
    community: names.community,
    tool: (value) =>
      value
        .split('/')
        .map((part) => word('tool', part))
        .join(' – '),
    level: (value) => word('level', value),
    from: (value) => word('level', value),
    ...(isEffect ? { before: (value: string) => word('level', value) } : {}),
    group: station,
    key,
    on: key,
    space: key,
    joined: (value) => list(value, station),
    left: (value) => list(value, station),
    grants: (value) => list(value, grant),
    day: (value) => dayIn(language, value),
    fields: (value) => list(value, (field) => word('field', field)),
  };
  const filled = Object.entries(params).map(([name, value]): [string, string | number] => {
    const wording = typeof value === 'string' ? words[name] : undefined;
    return [name, wording && typeof value === 'string' ? wording(value) : value];
  });
  return say(texts, language, { code, params: Object.fromEntries(filled) });
}
