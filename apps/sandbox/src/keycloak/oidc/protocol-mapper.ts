import { ldapOnlyGroups } from '../federation/ldap-groups.ts';
import type { ClientState, Json, ProtocolMapperState, UserState } from '../state/realm-state.ts';
import { groupPath, withComposites, type Realm } from '../state/realm.ts';
import { userRoleIds } from '../admin/effective-roles.ts';
import type { World } from '../world.ts';

export type TokenPlace = 'access' | 'id' | 'userinfo';

const IN: Readonly<Record<TokenPlace, string>> = {
  access: 'access.token.claim',
  id: 'id.token.claim',
  userinfo: 'userinfo.token.claim',
};

/** The protocol mappers that put claims into tokens; a client with another one is refused when it is made. */
export const MAPPER_KINDS: ReadonlySet<string> = new Set([
  'oidc-group-membership-mapper',
  'oidc-usermodel-attribute-mapper',
  'oidc-usermodel-property-mapper',
  'oidc-usermodel-realm-role-mapper',
  'oidc-audience-mapper',
  'oidc-hardcoded-claim-mapper',
]);

/** The claims that a client's own mappers add in this place. A mapper whose person has no value adds nothing. */
export async function mappedClaims(
  world: World,
  realm: Realm,
  client: ClientState,
  user: UserState,
  place: TokenPlace,
): Promise<Record<string, Json>> {
  const claims: Record<string, Json> = {};
  for (const mapper of client.mappers) {
    if (mapper.config[IN[place]] !== 'true') continue;
    const value = await claimValue(world, realm, mapper, user);
    const name = mapper.protocolMapper === 'oidc-audience-mapper' ? 'aud' : (mapper.config['claim.name'] ?? '');
    if (value !== undefined && name !== '') claims[name] = value;
  }
  return claims;
}

async function claimValue(
  world: World,
  realm: Realm,
  mapper: ProtocolMapperState,
  user: UserState,
): Promise<Json | undefined> {
  const { config } = mapper;
  switch (mapper.protocolMapper) {
    case 'oidc-group-membership-mapper': {
      const ids = [...user.groups, ...(await ldapOnlyGroups(world, realm, user))];
      const groups = ids.flatMap((id) => realm.groups.get(id) ?? []);
      return groups.map((group) => (config['full.path'] === 'false' ? group.name : groupPath(realm, group)));
    }
    case 'oidc-usermodel-attribute-mapper': {
      const values = user.attributes[config['user.attribute'] ?? ''] ?? [];
      return config['multivalued'] === 'true' ? (values.length === 0 ? undefined : values) : values[0];
    }
    case 'oidc-usermodel-property-mapper':
      return property(user, config['user.attribute'] ?? '');
    case 'oidc-usermodel-realm-role-mapper':
      return withComposites(realm, userRoleIds(realm, user))
        .filter((role) => !role.clientRole)
        .map((role) => `${config['usermodel.realmRoleMapping.rolePrefix'] ?? ''}${role.name}`);
    case 'oidc-audience-mapper':
      return config['included.client.audience'] ?? config['included.custom.audience'];
    case 'oidc-hardcoded-claim-mapper':
      return config['claim.value'];
    default:
      return undefined;
  }
}

function property(user: UserState, name: string): Json | undefined {
  switch (name) {
    case 'id':
    case 'username':
    case 'email':
    case 'firstName':
    case 'lastName':
    case 'emailVerified':
      return user[name];
    default:
      return undefined;
  }
}
