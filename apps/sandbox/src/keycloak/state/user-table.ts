import type { UserState } from './realm-state.ts';

/** A realm's users with the look-ups that a realm of ten thousand needs. `changed` must be called after a user's fields were changed. */
export class UserTable {
  readonly #byId = new Map<string, UserState>();
  readonly #keys = new Map<string, readonly string[]>();
  readonly #index = new Map<string, string>();
  #sorted: readonly UserState[] | undefined;

  constructor(users: readonly UserState[] = []) {
    for (const user of users) this.put(user);
  }

  get size(): number {
    return this.#byId.size;
  }

  put(user: UserState): void {
    this.#byId.set(user.id, user);
    this.changed(user);
  }

  /** Refreshes the look-ups after a user was changed in place. */
  changed(user: UserState): void {
    for (const key of this.#keys.get(user.id) ?? []) if (this.#index.get(key) === user.id) this.#index.delete(key);
    const keys = keysOf(user);
    this.#keys.set(user.id, keys);
    for (const key of keys) this.#index.set(key, user.id);
    this.#sorted = undefined;
  }

  remove(id: string): void {
    for (const key of this.#keys.get(id) ?? []) if (this.#index.get(key) === id) this.#index.delete(key);
    this.#keys.delete(id);
    this.#byId.delete(id);
    this.#sorted = undefined;
  }

  get(id: string): UserState | undefined {
    return this.#byId.get(id);
  }

  byUsername(username: string): UserState | undefined {
    return this.#find(`u:${username.toLowerCase()}`);
  }

  byEmail(email: string): UserState | undefined {
    return this.#find(`e:${email.toLowerCase()}`);
  }

  byLdapId(ldapId: string): UserState | undefined {
    return this.#find(`l:${ldapId}`);
  }

  /** By username, as Keycloak lists them. Service accounts are among them. */
  all(): readonly UserState[] {
    this.#sorted ??= [...this.#byId.values()].sort((a, b) => (a.username < b.username ? -1 : 1));
    return this.#sorted;
  }

  #find(key: string): UserState | undefined {
    return this.#byId.get(this.#index.get(key) ?? '');
  }
}

function keysOf(user: UserState): string[] {
  const keys = [`u:${user.username}`];
  if (user.email !== undefined) keys.push(`e:${user.email}`);
  for (const id of user.attributes['LDAP_ID'] ?? []) keys.push(`l:${id}`);
  return keys;
}
