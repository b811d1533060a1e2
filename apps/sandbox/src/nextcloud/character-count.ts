/** Length as Nextcloud measures names: in Unicode characters (`mb_strlen`), not in UTF-16 units. */
export const characterCount = (text: string): number => Array.from(text).length;
