import { unknownError } from '../http/reply.ts';
import type { ComponentState, UserState } from '../state/realm-state.ts';
import type { Realm } from '../state/realm.ts';
import type { World } from '../world.ts';
import type { FederatedEntry, FederationQuestion } from './directory-port.ts';
import { configured, ldapComponents, mappersOf, peopleQuestion } from './ldap-component.ts';
import { importEntry, refreshAlwaysRead } from './ldap-import.ts';

/** A person by id, validated against the directory: one who left it vanishes at this moment (measured). */
export async function findUser(world: World, realm: Realm, id: string): Promise<UserState | undefined> {
  const user = realm.users.get(id);
  return user === undefined ? undefined : validated(world, realm, user);
}

/** Looks somebody up by exact username or e-mail, importing them from the directory when they are not here yet. */
export async function lookUp(
  world: World,
  realm: Realm,
  by: 'username' | 'email',
  value: string,
): Promise<UserState | undefined> {
  const here = by === 'username' ? realm.users.byUsername(value) : realm.users.byEmail(value);
  const known = here === undefined ? undefined : await validated(world, realm, here);
  if (known !== undefined) return known;
  for (const component of ldapComponents(realm)) {
    const mapper = mappersOf(realm, component, 'user-attribute-ldap-mapper').find(
      (each) => configured(each, 'user.model.attribute') === by,
    );
    if (mapper === undefined) continue;
    const equals = { attribute: configured(mapper, 'ldap.attribute'), value };
    const [entry] = await ask(world, { ...peopleQuestion(component), equals });
    const imported = entry === undefined ? undefined : await importEntry(world, realm, component, entry);
    if (imported !== undefined) world.touch();
    if (imported?.user !== undefined) return imported.user;
  }
  return undefined;
}

/** What a list does when the local rows do not fill its page: everybody in the directory is fetched, imported and validated. */
export async function readWholeDirectory(world: World, realm: Realm): Promise<void> {
  for (const component of ldapComponents(realm)) {
    const entries = await ask(world, peopleQuestion(component));
    const present = new Set<string>();
    for (const entry of entries) {
      const { user } = await importEntry(world, realm, component, entry);
      if (user !== undefined) present.add(user.id);
    }
    for (const user of realm.users.all()) {
      if (user.federationLink === component.id && !present.has(user.id)) realm.users.remove(user.id);
    }
    world.touch();
  }
}

export function componentOf(realm: Realm, user: UserState): ComponentState | undefined {
  return user.federationLink === undefined ? undefined : realm.components.get(user.federationLink);
}

async function validated(world: World, realm: Realm, user: UserState): Promise<UserState | undefined> {
  const component = componentOf(realm, user);
  if (component === undefined) return user;
  const equals = {
    attribute: configured(component, 'uuidLDAPAttribute', 'entryUUID'),
    value: user.attributes['LDAP_ID']?.[0] ?? '',
  };
  const [entry] = await ask(world, { ...peopleQuestion(component), equals });
  if (entry !== undefined) {
    refreshAlwaysRead(realm, component, user, entry);
    return user;
  }
  realm.users.remove(user.id);
  world.touch();
  return undefined;
}

/** @throws 500 when the directory does not answer, as Keycloak does */
async function ask(world: World, question: FederationQuestion): Promise<readonly FederatedEntry[]> {
  try {
    return (await world.directory?.search(question)) ?? [];
  } catch {
    throw unknownError();
  }
}
