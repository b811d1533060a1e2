/** The order of every sequence here: that of UTF-16 code units, which for our ids (ASCII) is PostgreSQL's COLLATE "C". */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
