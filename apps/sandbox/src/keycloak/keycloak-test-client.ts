import type { Keycloak } from './start-keycloak.ts';

/** A caller of the stand-in for tests: sends JSON with a token, and gives the whole answer back. */
export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly body: unknown;
}
export type Send = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** The administrator of the master realm; logs in again for each call, since those tokens live a minute. */
export function asAdmin(keycloak: Keycloak): Send {
  const form = { grant_type: 'password', client_id: 'admin-cli', username: 'admin', password: 'admin' };
  return async (method, path, body) =>
    sender(keycloak, await accessToken(keycloak, 'master', form))(method, path, body);
}

export async function asClient(keycloak: Keycloak, realm: string, clientId: string, secret: string): Promise<Send> {
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret };
  return sender(keycloak, await accessToken(keycloak, realm, form));
}

export function sender(keycloak: Keycloak, token: string): Send {
  return async (method, path, body) => {
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(keycloak.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: text,
      redirect: 'manual',
    });
    return answerOf(response);
  };
}

export async function postForm(
  keycloak: Keycloak,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<Answer> {
  return answerOf(
    await fetch(keycloak.url + path, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' }),
  );
}

export async function accessToken(
  keycloak: Keycloak,
  realm: string,
  form: Readonly<Record<string, string>>,
): Promise<string> {
  const { body, status } = await postForm(keycloak, `/realms/${realm}/protocol/openid-connect/token`, form);
  const token = field(body, 'access_token');
  if (typeof token !== 'string') throw new Error(`no token: ${status} ${JSON.stringify(body)}`);
  return token;
}

export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Last part of a Location: the id of what was created. */
export function idOf(answer: Answer): string {
  return answer.location?.split('/').at(-1) ?? '';
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, location: response.headers.get('location'), body: json ? JSON.parse(text) : text };
}
