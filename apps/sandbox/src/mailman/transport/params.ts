import { badRequest } from './answer.ts';

/** Parameters of one request: of its query, its form, or its JSON. A name that came several times has a list. */
export interface Params {
  readonly names: readonly string[];
  has(name: string): boolean;
  raw(name: string): unknown;
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  flag(name: string): boolean | undefined;
  /** @throws Refusal where it is none of these */
  oneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined;
}

export const invalid = (name: string, why: string): Error => badRequest(`Invalid Parameter "${name}": ${why}.`);

const trueWords = new Set(['true', 'yes', 'on', '1', 'enable', 'enabled']);
const falseWords = new Set(['false', 'no', 'off', '0', 'disable', 'disabled']);

/** lazr.config's `as_boolean`. */
export const booleanOf = (name: string, value: unknown): boolean => {
  if (typeof value === 'boolean') return value;
  const word = String(value).toLowerCase();
  if (trueWords.has(word)) return true;
  if (falseWords.has(word)) return false;
  throw invalid(name, `Invalid boolean value: ${String(value)}`);
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const bag = (pairs: URLSearchParams): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set(pairs.keys())].map((name) => {
      const all = pairs.getAll(name);
      return [name, all.length === 1 ? all[0] : all];
    }),
  );

/** As Mailman reads them: the body where it is JSON, otherwise query and form together. */
export const paramsOf = (query: URLSearchParams, type: string, body: string): Params => {
  const parsed: unknown = type.startsWith('application/json') && body !== '' ? JSON.parse(body) : undefined;
  const form = type.startsWith('application/x-www-form-urlencoded') ? bag(new URLSearchParams(body)) : {};
  const all: Record<string, unknown> = isRecord(parsed) ? parsed : { ...bag(query), ...form };
  const raw = (name: string): unknown => (Object.hasOwn(all, name) ? all[name] : undefined);
  const text = (name: string): string | undefined => {
    const value = raw(name);
    if (typeof value === 'string') return value;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  };
  return {
    names: Object.keys(all),
    has: (name) => Object.hasOwn(all, name),
    raw,
    text,
    texts(name) {
      const value = raw(name);
      if (value === undefined || value === '') return [];
      return (Array.isArray(value) ? value : [value]).map(String);
    },
    flag: (name) => (raw(name) === undefined ? undefined : booleanOf(name, raw(name))),
    oneOf(name, values) {
      const value = text(name);
      if (value === undefined) return undefined;
      const found = values.find((each) => each === value);
      if (found === undefined) throw invalid(name, `Accepted Values are: ${values.join(', ')}`);
      return found;
    },
  };
};

/** @throws Refusal for what the real validator does not know, and for what it misses */
export const onlyParams = (params: Params, known: readonly string[], needed: readonly string[] = []): void => {
  const extra = params.names.filter((name) => !known.includes(name)).sort();
  if (extra.length > 0) throw badRequest(`Unexpected parameters: ${extra.join(', ')}`);
  const missing = needed.filter((name) => !params.has(name)).sort();
  if (missing.length > 0) throw badRequest(`Missing Parameter: ${missing.join(', ')}`);
};
