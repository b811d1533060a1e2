/** Letters that Unicode does not take apart into a base letter and a mark. */
const letters: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
  ĳ: 'ij',
  '’': "'",
};

/** A name as it is searched: small letters, no accents, single spaces. "Łukasz Lebœuf" is found by "lukasz leboeuf". */
export const foldName = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[łøđðþßæœıħŋĳ’]/g, (letter) => letters[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim();

/** What a person is found by. The order of the names does not matter: every word of the question must stand somewhere in it. */
export const searchText = (person: {
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  readonly email: string | null;
}): string => foldName([person.displayName, person.givenName, person.familyName, person.email ?? ''].join(' '));
