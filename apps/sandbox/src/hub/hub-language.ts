import texts from './hub-texts.json' with { type: 'json' };

export type HubLanguage = keyof typeof texts;
export type HubTexts = (typeof texts)['fr'];
export const hubTexts = (language: HubLanguage): HubTexts => texts[language];

/** `?lang=` first, then the first of the two that the browser asks for (RFC 9110, 12.5.4), otherwise French. */
export function hubLanguage(asked: string | null, accepted: string | undefined): HubLanguage {
  if (asked === 'fr' || asked === 'en') return asked;
  const wanted = (accepted ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = Number(/q=([\d.]+)/.exec(parameters.join(';'))?.[1] ?? 1);
      return { tag: tag.slice(0, 2), weight };
    })
    .filter(({ tag, weight }) => (tag === 'fr' || tag === 'en') && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)[0];
  return wanted?.tag === 'en' ? 'en' : 'fr';
}
