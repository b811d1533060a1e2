import words from './plain-words.json' with { type: 'json' };

const ligatures: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l' };

/** Without accents, case and ligatures. */
export const foldText = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[œæßøł]/g, (letter) => ligatures[letter] ?? letter)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');

/** "participants" is "participant", "réseaux" is "réseau"; "bus" and "accès" (folded: "acces") stay as they are. */
const singular = (word: string): string =>
  word.length > 4 && /[^su]s$|(?:eau|eu)x$|[aeio]us?s$/.test(word) && !/(?:ces|is|us)$/.test(word)
    ? word.slice(0, -1)
    : word;

/** "icaneDocuments2019" is three words; "CoP" is one. */
const apart = (text: string): string =>
  text.replace(/(\p{Ll}{2})(\p{Lu}\p{Ll})/gu, '$1 $2').replace(/(\p{L})(\p{N})/gu, '$1 $2');

/** The words of a name as they can be compared: folded, one by one, in the singular. Fillers stay. */
export const foldWords = (text: string): readonly string[] =>
  foldText(apart(text))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map(singular);

const folded = (list: readonly string[]): ReadonlySet<string> => new Set(list.map((word) => singular(foldText(word))));
const filler = folded(words.filler);
const old = folded(words.old);

/** Says nothing about which community is meant: articles, "groupe", "dossier". */
export const isFiller = (word: string): boolean => filler.has(word);
/** Says that the thing has had its day, or was only tried: "archive", "copie", "test". */
export const isOld = (word: string): boolean => old.has(word) || /^(?:19|20)\d\d$/.test(word);
