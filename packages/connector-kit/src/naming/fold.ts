/** Letters that Unicode does not take apart into a base and an accent. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  ø: 'o',
  Ø: 'O',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  ŋ: 'n',
  Ŋ: 'N',
  ĸ: 'k',
  ŀ: 'l',
  '’': "'",
  '‘': "'",
  '–': '-',
  '—': '-',
  '‑': '-',
  '«': '"',
  '»': '"',
  '&': ' ',
};

/** One character in ASCII as its readers would write it; what has no such form stays as it is. */
export const foldCharacter = (character: string): string => {
  const known = letters[character];
  if (known !== undefined) return known;
  const apart = character.normalize('NFKD').replace(/\p{M}/gu, '');
  // Put together again what is no accent: Hangul syllables come apart, too.
  return Array.from(apart, (part) => letters[part] ?? part)
    .join('')
    .normalize('NFC');
};
