import type { ComponentState } from '../state/realm-state.ts';
import type { Realm } from '../state/realm.ts';
import type { FederationQuestion } from './directory-port.ts';

export const USER_STORAGE = 'org.keycloak.storage.UserStorageProvider';
export const LDAP_MAPPER = 'org.keycloak.storage.ldap.mappers.LDAPStorageMapper';

export function configured(component: ComponentState, key: string, fallback = ''): string {
  return component.config[key]?.[0] ?? fallback;
}

/** The realm's enabled LDAP providers. */
export function ldapComponents(realm: Realm): ComponentState[] {
  return [...realm.components.values()].filter(
    (each) =>
      each.providerType === USER_STORAGE &&
      each.providerId === 'ldap' &&
      configured(each, 'enabled', 'true') === 'true',
  );
}

export function mappersOf(realm: Realm, component: ComponentState, providerId: string): ComponentState[] {
  return [...realm.components.values()].filter(
    (each) => each.parentId === component.id && each.providerId === providerId,
  );
}

/** The search that finds the provider's people. */
export function peopleQuestion(component: ComponentState): FederationQuestion {
  return {
    base: configured(component, 'usersDn'),
    scope: configured(component, 'searchScope', '1') === '2' ? 'sub' : 'one',
    objectClasses: configured(component, 'userObjectClasses')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}

/** The mappers that 26.7.4 makes for a new provider of the vendor "other": note that the first name comes from `cn`. */
export const DEFAULT_MAPPERS: readonly {
  readonly name: string;
  readonly providerId: string;
  readonly config: Record<string, string[]>;
}[] = [
  attributeMapper('username', 'uid', 'username', { mandatory: true, always: false }),
  attributeMapper('first name', 'cn', 'firstName', { mandatory: true, always: true }),
  attributeMapper('last name', 'sn', 'lastName', { mandatory: true, always: true }),
  attributeMapper('email', 'mail', 'email', { mandatory: false, always: false }),
  attributeMapper('creation date', 'createTimestamp', 'createTimestamp', { mandatory: false, always: true }),
  attributeMapper('modify date', 'modifyTimestamp', 'modifyTimestamp', { mandatory: false, always: true }),
  { name: 'Kerberos principal attribute mapper', providerId: 'kerberos-principal-attribute-mapper', config: {} },
];

function attributeMapper(
  name: string,
  ldapAttribute: string,
  userAttribute: string,
  rule: { readonly mandatory: boolean; readonly always: boolean },
): (typeof DEFAULT_MAPPERS)[number] {
  return {
    name,
    providerId: 'user-attribute-ldap-mapper',
    config: {
      'ldap.attribute': [ldapAttribute],
      'is.mandatory.in.ldap': [String(rule.mandatory)],
      'always.read.value.from.ldap': [String(rule.always)],
      'read.only': ['true'],
      'user.model.attribute': [userAttribute],
    },
  };
}
