import type { ComponentState, UserState } from '../state/realm-state.ts';
import { setting, type Realm } from '../state/realm.ts';
import type { World } from '../world.ts';
import type { FederatedEntry } from './directory-port.ts';
import { configured, mappersOf } from './ldap-component.ts';
import { ldapGroupsHolding } from './ldap-groups.ts';

type MappedName = 'username' | 'email' | 'firstName' | 'lastName';
interface Mapped {
  readonly fields: Partial<Record<MappedName, string>>;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/**
 * Takes one LDAP entry into the realm. An entry that is known by its entryUUID is updated, a rename of its uid included; a new one is
 * created, unless a local account holds its e-mail address or username: then it has failed, and that person cannot log in (measured).
 */
export async function importEntry(
  world: World,
  realm: Realm,
  component: ComponentState,
  entry: FederatedEntry,
): Promise<{ readonly outcome: 'added' | 'updated' | 'failed'; readonly user?: UserState }> {
  const ldapId = entry.attributes[configured(component, 'uuidLDAPAttribute', 'entryUUID').toLowerCase()]?.[0];
  const mapped = mapEntry(realm, component, entry);
  const username = (mapped.fields.username ?? '').toLowerCase();
  if (ldapId === undefined || username === '') return { outcome: 'failed' };
  const existing = realm.users.byLdapId(ldapId);
  const email = mapped.fields.email?.toLowerCase();
  const sameName = realm.users.byUsername(username);
  const sameMail =
    email === undefined || setting(realm, 'duplicateEmailsAllowed') ? undefined : realm.users.byEmail(email);
  if ([sameName, sameMail].some((other) => other !== undefined && other !== existing)) return { outcome: 'failed' };
  const identity = { LDAP_ID: [ldapId], LDAP_ENTRY_DN: [entry.dn] };
  if (existing !== undefined) {
    const { firstName, lastName } = mapped.fields;
    const attributes = { ...existing.attributes, ...mapped.attributes, ...identity };
    Object.assign(existing, { username, email, firstName, lastName, attributes });
    realm.users.changed(existing);
    return { outcome: 'updated', user: existing };
  }
  const user: UserState = {
    id: world.newId(),
    username,
    email,
    firstName: mapped.fields.firstName,
    lastName: mapped.fields.lastName,
    enabled: true,
    emailVerified: configured(component, 'trustEmail') === 'true' && email !== undefined,
    createdTimestamp: world.now(),
    attributes: { ...mapped.attributes, ...identity },
    requiredActions: [],
    // IMPORT: memberships are taken now, when the person is first imported, and never again.
    groups: await ldapGroupsHolding(world, realm, entry.dn, 'IMPORT'),
    realmRoles: [],
    clientRoles: [],
    federationLink: component.id,
  };
  realm.users.put(user);
  return { outcome: 'added', user };
}

/** Re-reads what a mapper with `always.read.value.from.ldap` maps, as each look-up of the person does. */
export function refreshAlwaysRead(
  realm: Realm,
  component: ComponentState,
  user: UserState,
  entry: FederatedEntry,
): void {
  const { fields, attributes } = mapEntry(realm, component, entry, true);
  Object.assign(user, fields, { attributes: { ...user.attributes, ...attributes, LDAP_ENTRY_DN: [entry.dn] } });
  realm.users.changed(user);
}

/** Names of the user attributes that mappers fill from LDAP. */
export function mappedAttributeNames(realm: Realm, component: ComponentState): Set<string> {
  const names = mappersOf(realm, component, 'user-attribute-ldap-mapper').map((each) =>
    configured(each, 'user.model.attribute'),
  );
  return new Set([...names, 'LDAP_ID', 'LDAP_ENTRY_DN']);
}

function mapEntry(realm: Realm, component: ComponentState, entry: FederatedEntry, alwaysReadOnly = false): Mapped {
  const fields: Partial<Record<MappedName, string>> = {};
  const attributes: Record<string, readonly string[]> = {};
  for (const mapper of mappersOf(realm, component, 'user-attribute-ldap-mapper')) {
    if (alwaysReadOnly && configured(mapper, 'always.read.value.from.ldap') !== 'true') continue;
    const values = entry.attributes[configured(mapper, 'ldap.attribute').toLowerCase()] ?? [];
    const name = configured(mapper, 'user.model.attribute');
    const first = values[0];
    if (name === 'username' || name === 'email' || name === 'firstName' || name === 'lastName') {
      if (first !== undefined) fields[name] = first;
    } else if (first !== undefined) attributes[name] = values;
  }
  return { fields, attributes };
}
