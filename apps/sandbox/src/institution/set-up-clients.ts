import type { KeycloakAdmin, Representation } from './keycloak-admin.ts';
import { REALM } from './set-up-realm.ts';

/** Rights of the running service, and no more (facts/identity.md §3.1). */
const RUNNING_RIGHTS = ['manage-users', 'view-realm', 'view-events'] as const;
export const SERVICE_CLIENT = 'passerelle';
export const NEXTCLOUD_CLIENT = 'nextcloud';
export const WEB_CLIENT = 'passerelle-web';
/** The claim that names a person for ever (docs/adr/0007). */
export const ID_CLAIM = 'passerelle_id';

async function clientNamed(admin: KeycloakAdmin, clientId: string): Promise<Representation | undefined> {
  const [client] = await admin.list(`/${REALM}/clients?clientId=${encodeURIComponent(clientId)}`);
  return client;
}

/** Makes the client, or brings an existing one's secret and addresses up to date. @returns Keycloak's id of it */
async function ensureClient(
  admin: KeycloakAdmin,
  clientId: string,
  fixed: Readonly<Record<string, unknown>>,
  current: Readonly<Record<string, unknown>>,
): Promise<string> {
  const known = await clientNamed(admin, clientId);
  if (known === undefined) await admin.send('POST', `/${REALM}/clients`, { clientId, ...fixed, ...current });
  else await admin.send('PUT', `/${REALM}/clients/${known.id}`, { ...known, ...current });
  const client = known ?? (await clientNamed(admin, clientId));
  if (client === undefined) throw new Error(`the client ${clientId} that was just made is not there`);
  return client.id;
}

/** Passerelle's own account: a confidential client that acts for itself. */
export async function setUpServiceClient(admin: KeycloakAdmin, secret: string): Promise<void> {
  const fixed = {
    name: 'Passerelle',
    enabled: true,
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
  };
  const client = await ensureClient(admin, SERVICE_CLIENT, fixed, { secret });
  const account = await admin.read(`/${REALM}/clients/${client}/service-account-user`);
  const management = await clientNamed(admin, 'realm-management');
  if (account === null || management === undefined) throw new Error('the realm lacks what service accounts need');
  const roles = [];
  for (const right of RUNNING_RIGHTS) roles.push(await admin.read(`/${REALM}/clients/${management.id}/roles/${right}`));
  await admin.send('POST', `/${REALM}/users/${account.id}/role-mappings/clients/${management.id}`, roles);
}

/** The one claim that names a person, in every kind of token. */
const idMapper = {
  name: ID_CLAIM,
  protocol: 'openid-connect',
  protocolMapper: 'oidc-usermodel-attribute-mapper',
  consentRequired: false,
  config: {
    'user.attribute': ID_CLAIM,
    'claim.name': ID_CLAIM,
    'jsonType.label': 'String',
    'id.token.claim': 'true',
    'access.token.claim': 'true',
    'userinfo.token.claim': 'true',
  },
};

/** With which people log in to Nextcloud: authorization code with PKCE, and only back to these very addresses. */
export async function setUpNextcloudClient(
  admin: KeycloakAdmin,
  secret: string,
  addresses: { readonly code: readonly string[]; readonly home: readonly string[] },
): Promise<void> {
  const fixed = {
    name: 'Nextcloud',
    enabled: true,
    publicClient: false,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
    protocolMappers: [idMapper],
  };
  const redirectUris = [...addresses.code, ...addresses.home];
  const attributes = {
    'pkce.code.challenge.method': 'S256',
    'post.logout.redirect.uris': addresses.home.join('##'),
  };
  await ensureClient(admin, NEXTCLOUD_CLIENT, fixed, { secret, redirectUris, webOrigins: [], attributes });
}

/** With which people log in to Passerelle itself, and from there to the forum and the rooms. */
export async function setUpWebClient(admin: KeycloakAdmin, secret: string, url: string): Promise<void> {
  const fixed = {
    name: 'Passerelle (pages)',
    enabled: true,
    publicClient: false,
    standardFlowEnabled: true,
    directAccessGrantsEnabled: false,
    protocolMappers: [idMapper],
  };
  const attributes = {
    'pkce.code.challenge.method': 'S256',
    'post.logout.redirect.uris': `${url}/`,
    'backchannel.logout.url': `${url}/login/backchannel`,
    'backchannel.logout.session.required': 'true',
  };
  const redirectUris = [`${url}/login/callback`];
  await ensureClient(admin, WEB_CLIENT, fixed, { secret, redirectUris, webOrigins: [], attributes });
}
