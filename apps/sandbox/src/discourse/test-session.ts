import { onTestFinished } from 'vitest';
import { startDiscourse, type DiscourseOptions, type DiscourseStandIn } from './index.ts';
import { signature } from './discourse-connect/payload.ts';

export const KEY = 'a'.repeat(64);
export const SECRET = 'a-long-enough-secret';
export const PROVIDER = 'https://passerelle.example/forum-login';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
  readonly headers: Headers;
}

export interface CallOptions {
  readonly key?: string | null;
  readonly as?: string | null;
  readonly body?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export const field = (value: unknown, ...path: readonly (string | number)[]): unknown => {
  let found: unknown = value;
  for (const name of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  return found;
};
export const numberAt = (value: unknown, ...path: readonly (string | number)[]): number =>
  Number(field(value, ...path));

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A clock that only moves when a test says so. */
export const handClock = () => {
  let ms = Date.parse('2026-11-24T08:00:00Z');
  return { now: () => ms, advance: (seconds: number) => (ms += seconds * 1000) };
};

export interface Session {
  readonly server: DiscourseStandIn;
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  /** A call as `system` with a JSON body, its path without `.json`. */
  readonly api: (method: string, path: string, body?: unknown, as?: string) => Promise<Answer>;
  /** `sync_sso` with these fields; the account's id and name come back. */
  readonly sync: (fields: Readonly<Record<string, string>>) => Promise<Answer>;
  /** A person with a login of their own; tells the id. */
  readonly person: (username: string, groups?: string) => Promise<number>;
  /** A group; tells its id. */
  readonly group: (name: string, more?: object) => Promise<number>;
  /** A category; tells its id. */
  readonly category: (name: string, permissions: Readonly<Record<string, number>>, more?: object) => Promise<number>;
}

export const signed = (fields: Readonly<Record<string, string>>, secret = SECRET): { sso: string; sig: string } => {
  const sso = Buffer.from(new URLSearchParams(fields).toString()).toString('base64');
  return { sso, sig: signature(secret, sso) };
};

/** Without a ration in the way, which a test sets where it is about it. */
export const session = async (options: Partial<DiscourseOptions> = {}): Promise<Session> => {
  const server = await startDiscourse({
    admin: { username: 'chief', email: 'chief@example.org' },
    apiKeys: [{ key: KEY }],
    ...options,
    settings: {
      enableDiscourseConnect: true,
      discourseConnectUrl: PROVIDER,
      discourseConnectSecret: SECRET,
      ...options.settings,
    },
    limits: { adminApiPerMinute: 100_000, ...options.limits },
  });
  onTestFinished(() => server.stop());
  const call: Session['call'] = async (method, path, { key = KEY, as = 'system', body, form, headers = {} } = {}) => {
    const response = await fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === null ? {} : { 'api-key': key }),
        ...(as === null ? {} : { 'api-username': as }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined ? { body: JSON.stringify(body) } : {}),
      ...(form !== undefined ? { body: new URLSearchParams(form) } : {}),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text), text, headers: response.headers };
  };
  const api: Session['api'] = (method, path, body, as = 'system') => {
    const [address = '', query] = path.split('?');
    return call(method, `${address}.json${query === undefined ? '' : `?${query}`}`, {
      as,
      ...(body === undefined ? {} : { body }),
    });
  };
  const sync: Session['sync'] = (fields) => api('POST', '/admin/users/sync_sso', signed(fields));
  const good = (answer: Answer, what: string): Answer => {
    if (answer.status !== 200) throw new Error(`could not make ${what}: ${answer.status} ${answer.text}`);
    return answer;
  };
  const person: Session['person'] = async (username, groups = '') => {
    const fields = { external_id: `id-of-${username}`, email: `${username}@example.org`, username, add_groups: groups };
    return numberAt(good(await sync(fields), username).body, 'id');
  };
  const group: Session['group'] = async (name, more = {}) =>
    numberAt(good(await api('POST', '/admin/groups', { group: { name, ...more } }), name).body, 'basic_group', 'id');
  const category: Session['category'] = async (name, permissions, more = {}) =>
    numberAt(good(await api('POST', '/categories', { name, permissions, ...more }), name).body, 'category', 'id');
  return { server, call, api, sync, person, group, category };
};
