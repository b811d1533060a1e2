import type { Keycloak } from './servers/index.ts';
import { jsonObject, jsonObjects, text, type JsonObject } from './servers/json-object.ts';
import { LOGIN_CLIENT, REALM } from './main-job-institution.ts';

const PAGE = 500;

/** A group of the real Keycloak, as an administrator sees it in the console. */
export interface SeenGroup {
  readonly id: string;
  /** `/passerelle/icane/…` */
  readonly path: string;
  /** Which of Passerelle's groups it is, by its attribute. */
  readonly key: string;
}

/** Everything below the top level, read level by level. */
export async function groupTree({ admin }: Keycloak): Promise<readonly SeenGroup[]> {
  const list = async (path: string): Promise<readonly JsonObject[]> =>
    jsonObjects(
      (await admin.do('GET', `/realms/${REALM}${path}?max=${PAGE}&briefRepresentation=false`)).body,
      'groups',
    );
  const below = async (groups: readonly JsonObject[]): Promise<readonly SeenGroup[]> => {
    const seen: SeenGroup[] = [];
    for (const group of groups) {
      const id = text(group, 'id');
      const keys = jsonObject(group['attributes'] ?? {}, 'attributes')['passerelle_key'];
      seen.push({ id, path: text(group, 'path'), key: Array.isArray(keys) ? keys.map(String).join('|') : '' });
      if (group['subGroupCount'] !== 0) seen.push(...(await below(await list(`/groups/${id}/children`))));
    }
    return seen;
  };
  return below(await list('/groups'));
}

/** Logins of a group's members, sorted. */
export async function membersOf({ admin }: Keycloak, group: SeenGroup): Promise<readonly string[]> {
  const { body } = await admin.do(
    'GET',
    `/realms/${REALM}/groups/${group.id}/members?max=${PAGE}&briefRepresentation=true`,
  );
  return jsonObjects(body, 'members')
    .map((user) => text(user, 'username'))
    .sort();
}

/** Everybody, with their attributes: never asked for past the count, which would take minutes (identity.md, 3.4). */
export async function everybody({ admin }: Keycloak): Promise<readonly JsonObject[]> {
  const count = Number((await admin.do('GET', `/realms/${REALM}/users/count`)).body);
  const users: JsonObject[] = [];
  for (let first = 0; first < count; first += PAGE) {
    const page = `first=${first}&max=${Math.min(PAGE, count - first)}&briefRepresentation=false`;
    users.push(...jsonObjects((await admin.do('GET', `/realms/${REALM}/users?${page}`)).body, 'users'));
  }
  return users;
}

/** The id of the one with exactly that login. Null: nobody. */
export async function userId({ admin }: Keycloak, username: string): Promise<string | null> {
  const { body } = await admin.do('GET', `/realms/${REALM}/users?username=${encodeURIComponent(username)}&exact=true`);
  const [user] = jsonObjects(body, 'users');
  return user === undefined ? null : text(user, 'id');
}

/** Gives somebody a password, as the invitation's link lets them do it themselves. */
export async function choosePassword(keycloak: Keycloak, username: string, password: string): Promise<void> {
  const { admin } = keycloak;
  const path = `/realms/${REALM}/users/${await userId(keycloak, username)}`;
  await admin.do('PUT', path, { requiredActions: [], emailVerified: true });
  await admin.do('PUT', `${path}/reset-password`, { type: 'password', value: password, temporary: false });
}

export interface Session {
  /** Asks for a new token, as every platform does every few minutes. Answers the status, and Keycloak's word where it refuses. */
  refresh(): Promise<{ readonly status: number; readonly why: string }>;
}

/** Somebody logs in and stays. @throws Error when they cannot */
export async function openSession({ url }: Keycloak, username: string, password: string): Promise<Session> {
  const ask = async (form: Readonly<Record<string, string>>) => {
    const response = await fetch(`${url}/realms/${REALM}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: LOGIN_CLIENT.clientId, client_secret: LOGIN_CLIENT.secret, ...form }),
    });
    return { status: response.status, answer: jsonObject(await response.json(), 'the answer of the token endpoint') };
  };
  const { status, answer } = await ask({ grant_type: 'password', scope: 'openid', username, password });
  if (status !== 200) throw new Error(`${username} cannot log in: ${JSON.stringify(answer)}`);
  let token = text(answer, 'refresh_token');
  return {
    async refresh() {
      const again = await ask({ grant_type: 'refresh_token', refresh_token: token });
      if (again.status === 200) token = text(again.answer, 'refresh_token');
      const { error_description: why } = again.answer;
      return { status: again.status, why: typeof why === 'string' ? why : '' };
    },
  };
}

/** Null: there is no such account. */
export async function isEnabled(keycloak: Keycloak, username: string): Promise<boolean | null> {
  const id = await userId(keycloak, username);
  if (id === null) return null;
  return (
    jsonObject((await keycloak.admin.do('GET', `/realms/${REALM}/users/${id}`)).body, 'a user')['enabled'] === true
  );
}

export async function sessionsOf(keycloak: Keycloak, username: string): Promise<number> {
  const path = `/realms/${REALM}/users/${await userId(keycloak, username)}/sessions`;
  return jsonObjects((await keycloak.admin.do('GET', path)).body, 'sessions').length;
}
