import { componentOf, lookUp } from '../federation/federated-lookup.ts';
import type { UserState } from '../state/realm-state.ts';
import { setting, type Realm } from '../state/realm.ts';
import type { World } from '../world.ts';
import { passwordFits } from './password.ts';

/** Who logs in with this name (or e-mail address) and password; undefined when it is wrong. Disabled people are found too. */
export async function checkPassword(
  world: World,
  realm: Realm,
  name: string,
  password: string,
): Promise<UserState | undefined> {
  if (name === '' || password === '') return undefined;
  const byEmail = name.includes('@') && setting(realm, 'loginWithEmailAllowed');
  const user =
    (byEmail ? await lookUp(world, realm, 'email', name) : undefined) ?? (await lookUp(world, realm, 'username', name));
  if (user === undefined || user.serviceAccountOf !== undefined) return undefined;
  if (user.password !== undefined) return passwordFits(password, user.password) ? user : undefined;
  const dn = user.attributes['LDAP_ENTRY_DN']?.[0];
  if (componentOf(realm, user) === undefined || dn === undefined) return undefined;
  const fits = await world.directory?.bind(dn, password).catch(() => false);
  return fits === true ? user : undefined;
}
