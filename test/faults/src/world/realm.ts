import type { Keycloak } from './stand-ins.ts';

export const realmName = 'cop';
export const client = { clientId: 'passerelle', secret: 'a secret of the tests' } as const;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const field = (value: unknown, name: string): string => {
  const found = isObject(value) ? value[name] : undefined;
  if (typeof found !== 'string') throw new Error(`the realm's set-up: no ${name} in an answer`);
  return found;
};

/** Sends as the administrator of the master realm. */
async function asAdministrator(keycloak: Keycloak) {
  const login = new URLSearchParams({
    grant_type: 'password',
    client_id: 'admin-cli',
    username: 'admin',
    password: 'admin',
  });
  const answer = await fetch(`${keycloak.url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: login,
  });
  const token = field(await answer.json(), 'access_token');
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${keycloak.url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`the realm's set-up: ${method} ${path} was answered ${response.status}`);
    const location = response.headers.get('location');
    if (location !== null) return { id: location.split('/').at(-1) };
    const text = await response.text();
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    return parsed;
  };
}

/** A realm as the documentation for administrators asks for it: an account with three rights, and a profile that keeps the person's id. */
export async function prepareRealm(keycloak: Keycloak): Promise<void> {
  const send = await asAdministrator(keycloak);
  await send('POST', '', { realm: realmName, enabled: true });
  const profile = await send('GET', `/${realmName}/users/profile`);
  await send('PUT', `/${realmName}/users/profile`, {
    ...(isObject(profile) ? profile : {}),
    unmanagedAttributePolicy: 'ADMIN_EDIT',
  });
  const made = await send('POST', `/${realmName}/clients`, {
    ...client,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
  });
  const account = await send('GET', `/${realmName}/clients/${field(made, 'id')}/service-account-user`);
  const found = await send('GET', `/${realmName}/clients?clientId=realm-management`);
  const management = field(Array.isArray(found) ? found[0] : null, 'id');
  const rights = ['manage-users', 'view-realm', 'view-events'].map((name) => ({ name }));
  await send('POST', `/${realmName}/users/${field(account, 'id')}/role-mappings/clients/${management}`, rights);
}
