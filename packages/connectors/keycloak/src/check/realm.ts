import type { Call, Check } from '@passerelle/connector-kit';
import { message } from '@passerelle/model';
import { groupAt, keyOf } from '../client/groups.ts';
import { keepingOf } from '../client/profile.ts';
import { countSchema, profileSchema, realmSchema, usersSchema } from '../client/schemas.ts';
import { ID_ATTRIBUTE, KEY_ATTRIBUTE, ROOT_KEY } from '../config.ts';
import { protectedNow } from '../protection.ts';
import type { Session } from '../session.ts';

const ok = (id: string, code: string, params: Record<string, string | number> = {}): Check => ({
  id,
  state: 'ok',
  found: message(code, params),
  remedy: null,
});
const odd = (
  id: string,
  state: 'warning' | 'problem',
  code: string,
  params: Record<string, string | number> = {},
): Check => ({ id, state, found: message(code, params), remedy: message(`${code}.remedy`, params) });

/** An account that may only query is told how many there are, and given an empty list (facts/identity.md §3.1). */
export async function* checkAccountsListed({ api }: Session, call: Call): AsyncGenerator<Check> {
  const id = 'keycloak.accounts';
  const count = await api.read({ name: 'count accounts', method: 'GET', path: '/users/count' }, countSchema, call);
  if (count === 0) {
    yield ok(id, 'keycloak.check.accounts.ok', { count });
    return;
  }
  const query = { first: 0, max: 1, briefRepresentation: true };
  const users = await api.read({ name: 'list accounts', method: 'GET', path: '/users', query }, usersSchema, call);
  if (users.length === 0) yield odd(id, 'problem', 'keycloak.check.accounts.hidden', { count });
  else yield ok(id, 'keycloak.check.accounts.ok', { count });
}

export async function* checkProfile({ api }: Session, call: Call): AsyncGenerator<Check> {
  const id = 'keycloak.profile';
  const request = { name: 'read the user profile', method: 'GET', path: '/users/profile' } as const;
  const keeping = keepingOf(await api.read(request, profileSchema, call));
  const params = { attribute: ID_ATTRIBUTE };
  if (keeping === 'kept') yield ok(id, 'keycloak.check.profile.ok', params);
  else yield odd(id, 'problem', `keycloak.check.profile.${keeping}`, params);
}

export async function* checkRealmSettings({ api }: Session, call: Call): AsyncGenerator<Check> {
  const realm = await api.read({ name: 'read the realm', method: 'GET', path: '' }, realmSchema, call);
  if (realm.editUsernameAllowed === true) yield odd('keycloak.username', 'warning', 'keycloak.check.username.editable');
  else yield ok('keycloak.username', 'keycloak.check.username.ok');
  if (realm.bruteForceProtected === true) yield ok('keycloak.brute-force', 'keycloak.check.brute-force.ok');
  else yield odd('keycloak.brute-force', 'warning', 'keycloak.check.brute-force.off');
  if (realm.adminEventsEnabled === true) yield ok('keycloak.events', 'keycloak.check.events.ok');
  else yield odd('keycloak.events', 'warning', 'keycloak.check.events.off');
}

/** Who administers the realm is shown to who has `view-clients` only. */
export async function* checkAdministrators(session: Session, call: Call): AsyncGenerator<Check> {
  const id = 'keycloak.administrators';
  const { ids, sawAdministrators } = await protectedNow(session, call);
  const params = { count: ids.size };
  if (sawAdministrators) yield ok(id, 'keycloak.check.administrators.ok', params);
  else yield odd(id, 'warning', 'keycloak.check.administrators.hidden', params);
}

export async function* checkRootGroup(session: Session, call: Call): AsyncGenerator<Check> {
  const id = 'keycloak.root';
  const name = session.config.rootGroup;
  const params = { name, attribute: KEY_ATTRIBUTE, key: ROOT_KEY };
  const group = await groupAt(session, [name], call);
  if (group === null) yield ok(id, 'keycloak.check.root.absent', params);
  else if (keyOf(group) === ROOT_KEY) yield ok(id, 'keycloak.check.root.ok', params);
  else yield odd(id, 'problem', 'keycloak.check.root.foreign', params);
}
