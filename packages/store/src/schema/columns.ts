import type { ColumnType } from 'kysely';

/** jsonb: read as a value, written as JSON text (pg would make a PostgreSQL array of a JavaScript one). */
export type Json<T> = ColumnType<T, string, string>;
export type JsonOr<T> = ColumnType<T, string | undefined, string>;
export type JsonNull<T> = ColumnType<T | null, string | null | undefined, string | null>;
/** timestamptz */
export type Instant = ColumnType<Date, Date | string, Date | string>;
export type InstantOr = ColumnType<Date, Date | string | undefined, Date | string>;
export type InstantNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Record time that may be `infinity`: then the number Infinity is read. */
export type Until = ColumnType<Date | number, Date | string | undefined, Date | string>;
/** date, as `YYYY-MM-DD` */
export type Day = string;
/** Any JSON object. */
export type Unknown = Record<string, unknown>;
/** A column that may be null and may be left out. */
export type Null<T> = ColumnType<T | null, T | null | undefined, T | null>;
