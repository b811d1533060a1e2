import { requestToken } from './keycloak-token.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Half of the life of a token of admin-cli. Each one costs Keycloak the hashing of a password: half a second on a busy machine. */
const TOKEN_KEPT_MS = 30_000;

export interface AdminAnswer {
  readonly status: number;
  /** The path's last part of the Location header: the id of what was created. */
  readonly createdId: string | null;
  readonly body: unknown;
}

/**
 * A bare administrator of the master realm, to set up what a test needs. On purpose not the connector that the
 * tests are about: a test must not prepare or check its case with the code under test.
 */
export class KeycloakAdmin {
  readonly #url: string;
  readonly #credentials: { readonly username: string; readonly password: string };
  #token: { readonly text: string; readonly from: number } | null = null;
  readonly #realms: string[] = [];

  constructor(url: string, credentials: { readonly username: string; readonly password: string }) {
    this.#url = url;
    this.#credentials = credentials;
  }

  /** Any answer, refusals too. `path` begins after /admin, for instance /realms/cop/users. */
  async ask(method: Method, path: string, body?: unknown): Promise<AdminAnswer> {
    const token = await this.#currentToken();
    const response = await fetch(`${this.#url}/admin${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (path === '/realms' && method === 'POST') {
      // The rights over a new realm are only in tokens that were given after it was made.
      this.#token = null;
      if (response.status === 201) this.#realms.push(response.headers.get('location')?.split('/').at(-1) ?? '');
    }
    const text = await response.text();
    return {
      status: response.status,
      createdId: response.headers.get('location')?.split('/').at(-1) ?? null,
      body: text === '' ? null : JSON.parse(text),
    };
  }

  async #currentToken(): Promise<string> {
    const now = performance.now();
    if (this.#token === null || now - this.#token.from > TOKEN_KEPT_MS) {
      const form = { grant_type: 'password', client_id: 'admin-cli', ...this.#credentials };
      const { access_token } = await requestToken(this.#url, 'master', form);
      this.#token = { text: access_token, from: now };
    }
    return this.#token.text;
  }

  /** @throws Error with the refusal's text, unless the answer is a success */
  async do(method: Method, path: string, body?: unknown): Promise<AdminAnswer> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300) {
      throw new Error(`Keycloak refused ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer;
  }

  /** Creates, and gives the new object's id. @throws Error on a refusal, or when no Location came */
  async create(path: string, body: unknown): Promise<string> {
    const { createdId } = await this.do('POST', path, body);
    if (createdId === null) throw new Error(`Keycloak created something at ${path} without saying where`);
    return createdId;
  }

  /** Removes the realms that were made here, with all that is in them, and no others. */
  async removeOwnRealms(): Promise<void> {
    for (const realm of this.#realms.splice(0)) await this.do('DELETE', `/realms/${realm}`);
  }
}
