/** Width of a text on a terminal: combining marks take none, East Asian wide letters two. Colours count nothing. */
export function shownWidth(text: string): number {
  // eslint-disable-next-line no-control-regex -- the escape character is what begins a colour
  const plain = text.replace(/\u001b\[[0-9;]*m/g, '').normalize('NFC');
  let width = 0;
  for (const character of plain) {
    if (/\p{M}/u.test(character)) continue;
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
      character,
    )
      ? 2
      : 1;
  }
  return width;
}

/** Lines of columns, two blanks apart, without blanks at their ends. */
export function table(rows: readonly (readonly string[])[], indent = 2): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, shownWidth(cell))));
  return rows.map((row) =>
    `${' '.repeat(indent)}${row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - shownWidth(cell))).join('  ')}`.trimEnd(),
  );
}
