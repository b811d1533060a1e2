/** Words as people type them, in one form: no accents, no case, no punctuation. `Prénom(s)` and `PRENOM S` are one. */
export const foldWords = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replace(/ł/g, 'l')
    .replace(/ø/g, 'o')
    .replace(/ß/g, 'ss')
    .replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
    .trim();

/** Inclusive writing, as in `technicien·ne`, `modérateur/trice` or `expert(e)`: the word without its second ending. */
export const withoutSecondEnding = (text: string): string =>
  text.replace(/[·•./(-](?:ne|trice|rice|euse|e)(?:s|·s|\.s)?\)?(?![\p{Letter}])/giu, '');
