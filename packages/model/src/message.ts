/**
 * Something to tell a reader in their language: a code with its parameters, never a ready sentence. Texts stand in data files, one per language.
 * The code is stable (tests and programs match on it), the words are not.
 */
export interface Message {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}
export type Texts = Readonly<Record<string, string>>;
export const message = (code: string, params: Readonly<Record<string, string | number>> = {}): Message => ({
  code,
  params,
});

/** `{name}`, or `{name|one|many}`, whose two forms may hold places themselves: `{count|une ligne|{count} lignes}`. */
const place = /\{(\w+)(?:\|((?:[^{}|]|\{\w+\})*)\|((?:[^{}]|\{\w+\})*))?\}/g;

/**
 * Fills a text's `{name}` places; `{n|one|many}` chooses by number (French counts 0 and 1 as one, English only 1).
 * An unknown code gives the code itself with its parameters, so that nothing is ever swallowed.
 */
export function say(texts: Texts, language: 'fr' | 'en', { code, params }: Message): string {
  const text = texts[code];
  if (text === undefined) return `${code} ${JSON.stringify(params)}`;
  const fill = (part: string): string =>
    part.replace(place, (_, name: string, one?: string, many?: string) => {
      const value = params[name];
      if (one === undefined || many === undefined) return value === undefined ? `{${name}}` : String(value);
      const count = Number(value);
      return fill((language === 'fr' ? Math.abs(count) < 2 : count === 1) ? one : many);
    });
  return fill(text);
}
