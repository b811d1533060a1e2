import { shownWidth } from './table.ts';

/**
 * A line in pieces that a terminal of this width shows without cutting words; what follows the first piece stands further in. Line breaks in it stay.
 * A word that is wider than the terminal is left to the terminal. Pure.
 */
export function wrap(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => (shownWidth(line) <= columns ? line : wrapLine(line, columns)))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  const indent = ' '.repeat(Math.min((/^ */.exec(line)?.[0].length ?? 0) + 2, columns >> 1));
  const pieces: string[] = [];
  let piece = '';
  // Blanks between columns stay with the word before them; a space that does not break is none.
  for (const word of line.split(/(?<=[^ ] +)(?=[^ ])/)) {
    if (piece.trim() !== '' && shownWidth((piece + word).trimEnd()) > columns) {
      pieces.push(piece.trimEnd());
      piece = indent + word;
    } else piece += word;
  }
  return [...pieces, piece.trimEnd()].join('\n');
}
