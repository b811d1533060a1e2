import { requestToken } from './keycloak-token.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

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

  constructor(url: string, credentials: { readonly username: string; readonly password: string }) {
    this.#url = url;
    this.#credentials = credentials;
  }

  /** Any answer, refusals too. `path` begins after /admin, for instance /realms/cop/users. */
  async ask(method: Method, path: string, body?: unknown): Promise<AdminAnswer> {
    // A token of admin-cli lives for 60 s: asking for one each time costs milliseconds and cannot run out.
    const { access_token } = await requestToken(this.#url, 'master', {
      grant_type: 'password',
      client_id: 'admin-cli',
      ...this.#credentials,
    });
    const response = await fetch(`${this.#url}/admin${path}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      createdId: response.headers.get('location')?.split('/').at(-1) ?? null,
      body: text === '' ? null : JSON.parse(text),
    };
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
}
