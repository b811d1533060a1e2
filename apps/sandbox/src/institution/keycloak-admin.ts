import { z } from 'zod';

const tokenSchema = z.object({ access_token: z.string() });
const representation = z.looseObject({ id: z.string() });
/** One thing of Keycloak's, as its admin API shows it. */
export type Representation = z.infer<typeof representation>;

/** The administrator of an institution's Keycloak, at work with its admin REST API. */
export interface KeycloakAdmin {
  /** Null: there is no such thing (404). @throws Error with the status and Keycloak's own words */
  read(path: string): Promise<Representation | null>;
  list(path: string): Promise<readonly Representation[]>;
  /** A document without an id, such as the user profile. */
  document(path: string): Promise<Readonly<Record<string, unknown>>>;
  send(method: 'POST' | 'PUT', path: string, body?: unknown): Promise<void>;
}

/** Tokens of the master realm live a minute. */
const TOKEN_MS = 30_000;

export interface AdminLogin {
  /** Base address without a slash at the end. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export function keycloakAdmin(login: AdminLogin, now: () => number): KeycloakAdmin {
  let token: { readonly text: string; readonly until: number } | undefined;
  const currentToken = async (): Promise<string> => {
    if (token !== undefined && now() < token.until) return token.text;
    const { username, password } = login;
    const response = await fetch(`${login.url}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username, password }),
    });
    if (!response.ok) throw new Error(`Keycloak refused its administrator's login with ${response.status}`);
    const { access_token } = tokenSchema.parse(await response.json());
    token = { text: access_token, until: now() + TOKEN_MS };
    return access_token;
  };
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${login.url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${await currentToken()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok || (method === 'GET' && response.status === 404)) return response;
    throw new Error(`${method} ${path}: ${response.status} ${(await response.text()).slice(0, 300)}`);
  };
  const found = async (path: string): Promise<unknown> => {
    const response = await call('GET', path);
    if (response.status === 404) throw new Error(`GET ${path}: 404`);
    return response.json();
  };
  return {
    async read(path) {
      const response = await call('GET', path);
      return response.status === 404 ? null : representation.parse(await response.json());
    },
    list: async (path) => z.array(representation).parse(await found(path)),
    document: async (path) => z.record(z.string(), z.unknown()).parse(await found(path)),
    async send(method, path, body) {
      await call(method, path, body);
    },
  };
}
