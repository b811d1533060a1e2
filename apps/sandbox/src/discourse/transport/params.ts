/** A parameter as Rails sees it: text in forms, any JSON value in JSON bodies, nested by square brackets. */
export type Param = string | number | boolean | null | Param[] | { [name: string]: Param };

/** The parameters of a call: query string, then body, then what the path holds. */
export interface Params {
  has(name: string): boolean;
  /** Undefined when absent or null, or no scalar. */
  text(name: string): string | undefined;
  /** As Ruby's `to_i`: digits at the beginning; undefined when absent. */
  integer(name: string): number | undefined;
  /** Only `true` and `false` are told apart from "not given" (facts §1). */
  flag(name: string): boolean | undefined;
  /** An array parameter, or a comma list. */
  list(name: string): readonly string[];
  nested(name: string): Params | undefined;
  names(): readonly string[];
  readonly all: Readonly<Record<string, Param>>;
}

const isRecord = (value: unknown): value is Record<string, Param> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: Param | undefined): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;

export const paramsOf = (all: Readonly<Record<string, Param>>): Params => {
  const value = (name: string): Param | undefined => (Object.hasOwn(all, name) ? all[name] : undefined);
  const text = (name: string): string | undefined => textOf(value(name));
  return {
    all,
    has: (name) => value(name) !== undefined && value(name) !== null,
    text,
    integer: (name) => {
      const given = text(name);
      if (given === undefined) return undefined;
      const number = Number.parseInt(given, 10);
      return Number.isNaN(number) ? 0 : number;
    },
    flag: (name) => ({ true: true, false: false })[text(name) ?? ''],
    list: (name) => {
      const given = value(name);
      if (Array.isArray(given)) return given.map((item) => textOf(item) ?? '').filter((item) => item !== '');
      return (textOf(given) ?? '')
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== '');
    },
    nested: (name) => {
      const given = value(name);
      return isRecord(given) ? paramsOf(given) : undefined;
    },
    names: () => Object.keys(all),
  };
};

/** Puts `a[b][c]` or `a[]` where Rails would. */
const put = (bag: Record<string, Param>, key: string, value: string): void => {
  const parts = [key.split('[')[0] ?? '', ...[...key.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '')];
  let at = bag;
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (next === undefined) at[part] = value;
    else if (next === '') {
      const before = at[part];
      at[part] = [...(Array.isArray(before) ? before : []), value];
      return;
    } else {
      const inside = at[part];
      const object: Record<string, Param> = isRecord(inside) ? inside : {};
      at[part] = object;
      at = object;
    }
  }
};

const asParam = (value: unknown): Param => {
  if (Array.isArray(value)) return value.map(asParam);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]): [string, Param] => [key, asParam(item)]));
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
};

/** Null when the body cannot be read, which Rails answers with 400. */
const bodyPairs = async (type: string, body: Buffer): Promise<Record<string, Param> | null> => {
  const bag: Record<string, Param> = {};
  if (body.length === 0) return bag;
  if (type.includes('json')) {
    try {
      const parsed = asParam(JSON.parse(body.toString('utf8')));
      return isRecord(parsed) ? parsed : {};
    } catch {
      return null;
    }
  }
  if (type.includes('application/x-www-form-urlencoded')) {
    for (const [key, value] of new URLSearchParams(body.toString('utf8'))) put(bag, key, value);
  } else if (type.includes('multipart/form-data')) {
    try {
      const form = await new Response(Uint8Array.from(body), { headers: { 'content-type': type } }).formData();
      for (const [key, value] of form) if (typeof value === 'string') put(bag, key, value);
    } catch {
      return null;
    }
  }
  return bag;
};

/** Query string and body in one bag; null when the body is not what its type says. */
export const requestParams = async (
  query: URLSearchParams,
  type: string,
  body: Buffer,
): Promise<Record<string, Param> | null> => {
  const bag: Record<string, Param> = {};
  for (const [key, value] of query) put(bag, key, value);
  const given = await bodyPairs(type, body);
  return given === null ? null : { ...bag, ...given };
};
