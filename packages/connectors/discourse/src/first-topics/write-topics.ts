import { say, message, type Language } from '@passerelle/model';
import { z } from 'zod';
import { partNames, type PartName } from '../parts.ts';
import textsEn from '../texts/en.json' with { type: 'json' };
import textsFr from '../texts/fr.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };

const topic = z.strictObject({ title: z.string().min(15), raw: z.string().min(20) });
const schema = z.strictObject({
  welcome: topic,
  guide: topic,
  parts: z.strictObject({
    before: z.string(),
    main: z.string(),
    annonces: z.string(),
    questions: z.string(),
    ressources: z.string(),
  }),
});
const words = { fr: schema.parse(fr), en: schema.parse(en) };
const labels = { fr: textsFr, en: textsEn };

export interface FirstTopic {
  /** For ever: the topic is found again by it. */
  readonly name: 'welcome' | 'guide';
  readonly title: string;
  readonly raw: string;
  readonly isPinned: boolean;
}

/** Longest title that a forum takes; a community's name may be longer than most. */
const longestName = 100;

/**
 * What a community's category is born with, in its language; communities of other languages read English. Names are put in as they are, without the one
 * character by which the forum would call somebody.
 */
export const firstTopics = (
  community: string,
  language: Language | undefined,
  parts: readonly PartName[],
): readonly FirstTopic[] => {
  const spoken = language === 'fr' ? 'fr' : 'en';
  const { welcome, guide, parts: places } = words[spoken];
  const name = community.replaceAll('@', ' ').trim().slice(0, longestName);
  // Letters that Markdown would read as signs.
  const plain = name.replace(/[\\`*_[\]<>#|~]/g, '\\$&');
  const label = (part: PartName): string => labels[spoken][`discourse.part.${part}`];
  const listed = partNames
    .filter((part) => parts.includes(part))
    .map((part) => `- **${label(part)}**${spoken === 'fr' ? ' ' : ''}: ${places[part]}`);
  const where = listed.length === 0 ? '' : [places.before, '', `- ${places.main}`, ...listed, '', ''].join('\n');
  const filled = (text: string, shown: string): string =>
    say({ text }, spoken, message('text', { community: shown, parts: where }));
  return [
    { name: 'welcome', title: filled(welcome.title, name), raw: filled(welcome.raw, plain), isPinned: true },
    { name: 'guide', title: filled(guide.title, name), raw: filled(guide.raw, plain), isPinned: false },
  ];
};
