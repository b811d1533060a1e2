import type { Call } from '@passerelle/connector-kit';
import type { NativeId, ObservedAccount } from '@passerelle/model';
import { tokenRights } from './check/access.ts';
import { problem } from './client/error-of.ts';
import { PAGE } from './client/groups.ts';
import { clientsSchema, rolesSchema, usersSchema, type User } from './client/schemas.ts';
import { userByName } from './client/users.ts';
import type { KeycloakConfig } from './config.ts';
import type { Session } from './session.ts';

export interface Protected {
  readonly ids: ReadonlyMap<NativeId, 'administrator' | 'own'>;
  /** False: Keycloak shows administrators only to who has `view-clients` (seen with 26.7.4), and we have not. */
  readonly sawAdministrators: boolean;
}

/** Roles of `realm-management` whose holders can change the realm. */
const powerful = /^(?:realm-admin|impersonation|create-client|manage-.*)$/;

/** Who is never touched: our own account, those named in the configuration, and the realm's administrators as far as they can be seen. */
export async function readProtected(session: Session, call: Call): Promise<Protected> {
  const ids = new Map<NativeId, 'administrator' | 'own'>();
  for (const name of session.config.protectedAccounts) {
    const user = await userByName(session, name, call);
    if (user !== null) ids.set(user.id, 'administrator');
  }
  const administrators = await administratorsOf(session, call);
  for (const id of administrators ?? []) ids.set(id, 'administrator');
  const own = tokenRights((await session.tokens.get(call)).text).subject;
  if (own !== null) ids.set(own, 'own');
  return { ids, sawAdministrators: administrators !== null };
}

/** Null: they are hidden from us. */
async function administratorsOf({ api }: Session, call: Call): Promise<readonly NativeId[] | null> {
  const request = {
    name: 'look up the client realm-management',
    method: 'GET',
    path: '/clients',
    query: { clientId: 'realm-management' },
  } as const;
  const response = await api.send(request, call);
  if (response.status === 403) return null;
  const [client] = api.parse(response, request, clientsSchema);
  if (client === undefined) return null;
  const path = `/clients/${encodeURIComponent(client.id)}/roles`;
  const roles = await api.read({ name: 'read administrative roles', method: 'GET', path }, rolesSchema, call);
  const found: NativeId[] = [];
  for (const { name } of roles) {
    if (!powerful.test(name)) continue;
    for (let first = 0; ; first += PAGE) {
      const query = { first, max: PAGE, briefRepresentation: true };
      const users = await api.read(
        { name: 'read administrators', method: 'GET', path: `${path}/${encodeURIComponent(name)}/users`, query },
        usersSchema,
        call,
      );
      found.push(...users.map(({ id }) => id));
      if (users.length < PAGE) break;
    }
  }
  return found;
}

export const protectedNow = (session: Session, call: Call): Promise<Protected> =>
  session.protected.get(() => readProtected(session, call));

/** Why an account must not be touched; null: it may. */
export function protectionOf(user: User, { ids }: Protected, config: KeycloakConfig): ObservedAccount['protected'] {
  const name = user.username.toLowerCase();
  if (name === `service-account-${config.credentials.clientId}`.toLowerCase()) return 'own';
  if (user.serviceAccountClientId !== undefined || name.startsWith('service-account-')) return 'staff';
  return config.protectedAccounts.includes(name) ? 'administrator' : (ids.get(user.id) ?? null);
}

/** On every path, memberships included. @throws ConnectorError `protected` */
export async function refuseProtected(session: Session, account: NativeId, call: Call): Promise<void> {
  const why = (await protectedNow(session, call)).ids.get(account);
  if (why === undefined) return;
  const detail =
    why === 'own' ? "this is Passerelle's own account" : 'the account administers this realm, or is named as protected';
  throw problem('change an account', 'protected', detail);
}
