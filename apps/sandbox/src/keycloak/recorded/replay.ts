import { z } from 'zod';

/** One exchange that was recorded on Keycloak 26.7.4, as the file beside this one holds it. */
export const recordedCall = z.strictObject({
  n: z.number(),
  m: z.string(),
  p: z.string(),
  req: z.unknown().optional(),
  status: z.number(),
  loc: z.string().optional(),
  res: z.unknown().optional(),
});
export type RecordedCall = z.output<typeof recordedCall>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const COMPONENT_ID = /^[\w-]{22}$|^[\w-]{24}$/;
const TIMES = ['createdTimestamp', 'createdDate', 'time', 'start', 'lastAccess'];

/** Makes two answers comparable: ids, times and numbers of rows are told apart by their kind only, lists of things have no order. */
export function normalised(value: unknown, ignored: readonly string[] = [], key = ''): unknown {
  if (Array.isArray(value)) {
    const list = value.map((each) => normalised(each, ignored, key));
    return list.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([name]) => !ignored.includes(name));
    return Object.fromEntries(
      entries.map(([name, each]) => [UUID.test(name) ? '<id>' : name, normalised(each, ignored, name)]),
    );
  }
  if (TIMES.includes(key) && typeof value === 'number') return '<time>';
  if (key === 'connectionUrl') return '<url>';
  if (typeof value !== 'string') return value;
  if (UUID.test(value) || (COMPONENT_ID.test(value) && /\d/.test(value))) return '<id>';
  if (/^\d{14}Z$/.test(value)) return '<time>';
  return value.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>').replace(/user-storage\/[\w-]+/g, 'user-storage/<id>');
}

/** The ids of the recording and those of the running stand-in, learnt from things of the same name. */
export class IdBook {
  readonly #pairs = new Map<string, string>();

  note(recorded: string, actual: string): void {
    this.#pairs.set(recorded, actual);
  }

  learn(recorded: unknown, actual: unknown): void {
    const names = namedIds(actual);
    for (const [name, id] of namedIds(recorded)) {
      const own = names.get(name);
      if (own !== undefined) this.note(id, own);
    }
  }

  /** Rewrites the recording's ids in a path or a body. */
  translate(text: string): string {
    let result = text;
    for (const [recorded, actual] of this.#pairs) result = result.replaceAll(recorded, actual);
    return result;
  }
}

function namedIds(value: unknown, found: Map<string, string> = new Map()): Map<string, string> {
  if (Array.isArray(value)) for (const each of value) namedIds(each, found);
  else if (typeof value === 'object' && value !== null) {
    const id: unknown = Reflect.get(value, 'id');
    for (const key of ['username', 'clientId', 'path', 'name']) {
      const name: unknown = Reflect.get(value, key);
      if (typeof id === 'string' && typeof name === 'string') found.set(`${key}:${name}`, id);
    }
    for (const each of Object.values(value)) namedIds(each, found);
  }
  return found;
}
