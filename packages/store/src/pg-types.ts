import pg from 'pg';

const { INT8, DATE } = pg.types.builtins;

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint beyond 2^53: ${text}`);
  return value;
}

/**
 * How column values are read, for our connections only (the parsers of `pg.types` are global and belong to nobody).
 * `bigint` becomes a number: ours are counters, which never come near 2^53, and one that does throws. `date` stays the text `YYYY-MM-DD`: as a
 * JavaScript Date it would move with the server's zone. `timestamptz` is a Date, `infinity` the number Infinity (as pg reads it).
 */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (format !== 'binary') {
      if (oid === INT8) return safeInteger;
      if (oid === DATE) return (text: string) => text;
    }
    const parse = pg.types.getTypeParser(oid, format) as (text: string) => unknown;
    return parse;
  },
};
