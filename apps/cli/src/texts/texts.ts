import {
  labelOfOrigin,
  say,
  sayInWords,
  modelTexts,
  type Community,
  type Message,
  type TextLanguage,
  type Texts,
} from '@passerelle/model';
import { planTexts, sayPlanned } from '@passerelle/plan';
import { storeTexts } from '@passerelle/store';
import type { Registry } from '../registry.ts';
import enAdopt from './adopt.en.json' with { type: 'json' };
import frAdopt from './adopt.fr.json' with { type: 'json' };
import enCommunities from './communities.en.json' with { type: 'json' };
import frCommunities from './communities.fr.json' with { type: 'json' };
import enConfig from './config.en.json' with { type: 'json' };
import frConfig from './config.fr.json' with { type: 'json' };
import enProbe from './probe.en.json' with { type: 'json' };
import frProbe from './probe.fr.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import enHelp from './help.en.json' with { type: 'json' };
import frHelp from './help.fr.json' with { type: 'json' };
import enMeetings from './meetings.en.json' with { type: 'json' };
import frMeetings from './meetings.fr.json' with { type: 'json' };
import enErrors from './errors.en.json' with { type: 'json' };
import frErrors from './errors.fr.json' with { type: 'json' };

/** The command's own sentences. Help, configuration mistakes and errors stand in files of their own. */
export const cliTexts: Readonly<Record<TextLanguage, Texts>> = {
  fr: { ...fr, ...frConfig, ...frHelp, ...frErrors, ...frCommunities, ...frAdopt, ...frMeetings, ...frProbe },
  en: { ...en, ...enConfig, ...enHelp, ...enErrors, ...enCommunities, ...enAdopt, ...enMeetings, ...enProbe },
};

/** Where names are looked up for the ids that messages carry. */
export interface Names {
  readonly person: (id: string) => string | undefined;
  readonly community: (id: string) => Community | undefined;
}
export const noNames: Names = { person: () => undefined, community: () => undefined };

type Params = Message['params'];

/** Says things in one reader's language. */
export interface Speaker {
  readonly language: TextLanguage;
  /** A sentence of the command's own. */
  (code: string, params?: Params): string;
  /** A message of any part: the command, the model, the planner, the store, a connector. */
  readonly any: (message: Message, names?: Names) => string;
  readonly date: (at: Date) => string;
  readonly number: (value: number) => string;
}

/** @param registry connectors, whose texts are needed for their checks and refusals */
export function speaker(language: TextLanguage, registry: Registry): Speaker {
  const own = cliTexts[language];
  const store: Texts = storeTexts[language];
  const connectors = new Map<string, string>();
  for (const { manifest } of [...registry.sources, ...registry.targets]) {
    for (const [code, text] of Object.entries(manifest.texts[language])) connectors.set(code, text);
  }
  const any = (message: Message, names: Names = noNames): string => {
    const { code } = message;
    if (own[code] !== undefined) return say(own, language, named(message, language, names));
    if (modelTexts[language][code] !== undefined) return sayInWords(message, language, names);
    if (planTexts[language][code] !== undefined) {
      return sayPlanned(language, message, {
        person: (id) => names.person(id) ?? id,
        community: (id) => names.community(id)?.name ?? id,
      });
    }
    const text = store[code] ?? connectors.get(code);
    return say(text === undefined ? {} : { [code]: text }, language, named(message, language, names));
  };
  const dates = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const numbers = new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB');
  const speak = (code: string, params: Params = {}): string => say(own, language, { code, params });
  return Object.assign(speak, {
    language,
    any,
    date: (at: Date) => dates.format(at),
    number: (value: number) => numbers.format(value),
  });
}

/** Parameters that name a person or a community, as names. */
function named({ code, params }: Message, language: TextLanguage, names: Names): Message {
  const word = (name: string, value: string | number): string | number => {
    if (typeof value !== 'string') return value;
    if (name === 'person' || name === 'other' || name === 'holder') return names.person(value) ?? value;
    if (name === 'community' || name === 'parent') return names.community(value)?.name ?? value;
    if (name === 'origin') return labelOfOrigin(value, language);
    return value;
  };
  return { code, params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, word(name, value)])) };
}
