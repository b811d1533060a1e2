import type { Request } from 'express';

/**
 * The parameters of a call as PHP sees them: query string, form fields and JSON body in one bag, loosely typed.
 * Conversions follow PHP's: `"5 GB"` as a number is 5 (that is how a team folder gets a quota of five bytes).
 */
export interface CallValues {
  has(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  /** As the JSON body has it. */
  value(name: string): unknown;
  integer(name: string): number | undefined;
  flag(name: string): boolean;
}

const addTo = (bag: Map<string, unknown>, pairs: Iterable<readonly [string, string]>): void => {
  for (const [name, value] of pairs) {
    if (!name.endsWith('[]')) bag.set(name, value);
    else {
      const before: unknown = bag.get(name.slice(0, -2));
      const values: unknown[] = Array.isArray(before) ? before : [];
      bag.set(name.slice(0, -2), [...values, value]);
    }
  }
};

const asText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '';
  return undefined;
};

const jsonObject = (body: string): object => {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    // The real server ignores a body that is not JSON: the parameters are then simply missing.
    return {};
  }
};

export const callValues = (req: Request): CallValues => {
  const bag = new Map<string, unknown>();
  addTo(bag, new URL(req.originalUrl, 'http://nextcloud.invalid').searchParams);
  const body: unknown = req.body;
  if (Buffer.isBuffer(body) && body.length > 0) {
    const type = req.get('content-type') ?? '';
    if (type.includes('json')) {
      for (const [name, value] of Object.entries(jsonObject(body.toString('utf8')))) bag.set(name, value);
    } else if (type.includes('application/x-www-form-urlencoded'))
      addTo(bag, new URLSearchParams(body.toString('utf8')));
  }
  const text = (name: string): string | undefined => asText(bag.get(name));
  return {
    has: (name) => bag.has(name) && bag.get(name) !== null,
    text,
    value: (name) => bag.get(name),
    list: (name) => {
      const value = bag.get(name);
      return Array.isArray(value) ? value.map((item: unknown) => asText(item) ?? '') : [];
    },
    integer: (name) => {
      const number = Number.parseInt(text(name) ?? '', 10);
      return Number.isNaN(number) ? undefined : number;
    },
    flag: (name) => !['', '0', 'false', undefined].includes(text(name)),
  };
};
