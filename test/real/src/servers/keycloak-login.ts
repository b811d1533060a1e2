import type { KeycloakAdmin } from './keycloak-admin.ts';
import { claimsOf, requestToken } from './keycloak-token.ts';
import type { JsonObject } from './json-object.ts';

/** A platform as Keycloak sees it. */
export interface LoginClient {
  readonly clientId: string;
  readonly secret: string;
  /** The user attributes that may fill the claim passerelle_id. */
  readonly claimFrom: readonly string[];
  readonly redirectUris?: readonly string[];
}

/** A client whose tokens carry the claim passerelle_id. Passwords may be given to it directly, so that a test needs no browser. */
export async function createLoginClient(admin: KeycloakAdmin, realm: string, client: LoginClient): Promise<void> {
  await admin.create(`/realms/${realm}/clients`, {
    clientId: client.clientId,
    enabled: true,
    protocol: 'openid-connect',
    publicClient: false,
    directAccessGrantsEnabled: true,
    secret: client.secret,
    redirectUris: client.redirectUris ?? ['http://127.0.0.1/*'],
    protocolMappers: client.claimFrom.map((attribute) => ({
      name: `passerelle_id from ${attribute}`,
      protocol: 'openid-connect',
      protocolMapper: 'oidc-usermodel-attribute-mapper',
      config: {
        'user.attribute': attribute,
        'claim.name': 'passerelle_id',
        'jsonType.label': 'String',
        'id.token.claim': 'true',
        'access.token.claim': 'true',
        'userinfo.token.claim': 'true',
      },
    })),
  });
}

export interface Login {
  readonly url: string;
  readonly realm: string;
  readonly client: LoginClient;
  readonly username: string;
  readonly password: string;
}

/** What somebody's tokens say about them, as the platform gets it. @throws Error when they cannot log in */
export async function logIn({ url, realm, client, username, password }: Login): Promise<{
  readonly accessToken: string;
  readonly access: JsonObject;
  readonly id: JsonObject;
}> {
  const { access_token, id_token } = await requestToken(url, realm, {
    grant_type: 'password',
    scope: 'openid',
    client_id: client.clientId,
    client_secret: client.secret,
    username,
    password,
  });
  if (id_token === null) throw new Error('no ID token was given');
  return { accessToken: access_token, access: claimsOf(access_token), id: claimsOf(id_token) };
}
