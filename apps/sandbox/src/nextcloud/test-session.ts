import { onTestFinished } from 'vitest';
import { startNextcloud, type NextcloudOptions, type NextcloudStandIn, type OidcSettings } from './index.ts';

export const ADMIN = { login: 'admin', password: 'admin-password-1' } as const;
export const SERVICE = { login: 'svc', appPassword: 'service-app-password' } as const;

/** A provider as Passerelle sets it up: the claim itself is the account's id. */
export const PROVIDER: OidcSettings = {
  providerId: 1,
  issuer: 'http://127.0.0.1:1/realms/x',
  clientId: 'nextcloud',
  clientSecret: 'client-secret',
  label: 'Keycloak',
  uidClaim: 'passerelle_id',
  uniqueUid: false,
  autoProvision: true,
  softAutoProvision: true,
};

export interface Answer {
  readonly http: number;
  /** `meta.statuscode`, 0 when the answer was not in OCS form. */
  readonly code: number;
  readonly data: unknown;
  readonly text: string;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface CallOptions {
  readonly as?: { readonly login: string; readonly secret: string } | 'bearer' | null;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const basic = (login: string, secret: string): string =>
  `Basic ${Buffer.from(`${login}:${secret}`).toString('base64')}`;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const field = (value: unknown, ...path: readonly string[]): unknown => {
  let found: unknown = value;
  for (const name of path) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  }
  return found;
};

export const keysOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

/** A clock that only moves when a test says so. */
export const handClock = () => {
  let ms = Date.parse('2026-11-24T08:00:00Z');
  return { now: () => ms, advance: (seconds: number) => (ms += seconds * 1000) };
};

export interface Session {
  readonly server: NextcloudStandIn;
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  /** A call below `/ocs/v2.php`, as the administrator unless said otherwise. */
  readonly ocs: (method: string, path: string, body?: unknown, as?: CallOptions['as']) => Promise<Answer>;
  /** A call below `/index.php/apps/groupfolders/folders`. */
  readonly folders: (method: string, path?: string, body?: unknown, as?: CallOptions['as']) => Promise<Answer>;
  readonly dav: (
    method: string,
    login: string,
    path: string,
    raw?: string,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  /** Makes a person whose password is `password-of-<uid>`. */
  readonly person: (uid: string, groups?: readonly string[]) => Promise<{ login: string; secret: string }>;
  readonly group: (gid: string) => Promise<void>;
}

export const secretOf = (uid: string): { login: string; secret: string } => ({
  login: uid,
  secret: `password-of-${uid}`,
});
export const asAdmin = { login: ADMIN.login, secret: ADMIN.password };
export const asService = { login: SERVICE.login, secret: SERVICE.appPassword };

/** A stand-in that ends with the test, and shorthands for talking to it. */
export const session = async (options: Partial<NextcloudOptions> = {}): Promise<Session> => {
  const server = await startNextcloud({ admin: ADMIN, serviceAccount: { ...SERVICE, rights: 'admin' }, ...options });
  onTestFinished(() => server.stop());
  const call: Session['call'] = async (method, path, { as = asAdmin, body, raw, headers = {} } = {}) => {
    const authorization =
      as === null
        ? {}
        : { authorization: as === 'bearer' ? `Bearer ${SERVICE.appPassword}` : basic(as.login, as.secret) };
    const response = await fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: {
        'ocs-apirequest': 'true',
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...authorization,
        ...headers,
      },
      ...(body !== undefined ? { body: JSON.stringify(body) } : raw !== undefined ? { body: raw } : {}),
    });
    const text = await response.text();
    const json = parsed(text);
    const code = Number(field(json, 'ocs', 'meta', 'statuscode') ?? 0);
    const data = field(json, 'ocs', 'data');
    return { http: response.status, code, data, text, headers: response.headers, body: json };
  };
  const given = (body: unknown, as: CallOptions['as']): CallOptions => ({
    ...(body === undefined ? {} : { body }),
    ...(as === undefined ? {} : { as }),
  });
  const ocs: Session['ocs'] = (method, path, body, as) => call(method, `/ocs/v2.php${path}`, given(body, as));
  const folders: Session['folders'] = (method, path = '', body, as) =>
    call(method, `/index.php/apps/groupfolders/folders${path}`, given(body, as));
  const dav: Session['dav'] = (method, login, path, raw, headers = {}) =>
    call(method, `/remote.php/dav/files/${login}${path}`, {
      as: login === ADMIN.login ? asAdmin : secretOf(login),
      headers,
      ...(raw === undefined ? {} : { raw }),
    });
  const person: Session['person'] = async (uid, groups = []) => {
    const made = await ocs('POST', '/cloud/users', { userid: uid, password: `password-of-${uid}`, groups });
    if (made.http !== 200) throw new Error(`could not make ${uid}: ${made.text}`);
    return secretOf(uid);
  };
  const group: Session['group'] = async (gid) => {
    const made = await ocs('POST', '/cloud/groups', { groupid: gid });
    if (made.http !== 200) throw new Error(`could not make the group ${gid}: ${made.text}`);
  };
  return { server, call, ocs, folders, dav, person, group };
};
