import type { DiscourseState, User } from '../state.ts';

/** Finds people by what they are known by, without reading through all of them. */
export interface AccountIndex {
  byUsername(username: string): User | undefined;
  byEmail(email: string): User | undefined;
  byExternalId(externalId: string): User | undefined;
  /** Puts a new account into the state. */
  add(user: User): void;
  /** Says that this account's name, address or external id changed. */
  refresh(user: User): void;
  /** Takes an account out of the state. */
  remove(user: User): void;
  /** Says that anything may have changed; the index is made anew when it is next asked. */
  invalidate(): void;
}

type Kind = 'username' | 'email' | 'external';
type Key = readonly [kind: Kind, text: string];

const keysOf = (user: User): readonly Key[] => [
  ['username', user.username.toLowerCase()],
  ...(user.email === '' ? [] : [['email', user.email.toLowerCase()] as const]),
  ...(user.sso === null ? [] : [['external', user.sso.externalId] as const]),
];

class Index {
  readonly #found: Record<Kind, Map<string, User>> = { username: new Map(), email: new Map(), external: new Map() };
  /** What each account is found by at present, so that it is no longer found by it once that has changed. */
  readonly #keys = new Map<number, readonly Key[]>();

  note(user: User): void {
    this.forget(user);
    const keys = keysOf(user);
    for (const [kind, text] of keys) this.#found[kind].set(text, user);
    this.#keys.set(user.id, keys);
  }
  forget(user: User): void {
    for (const [kind, text] of this.#keys.get(user.id) ?? []) {
      if (this.#found[kind].get(text)?.id === user.id) this.#found[kind].delete(text);
    }
    this.#keys.delete(user.id);
  }
  find(kind: Kind, text: string): User | undefined {
    return this.#found[kind].get(text);
  }
}

export const accountIndex = (state: DiscourseState): AccountIndex => {
  let made: Index | null = null;
  const index = (): Index => {
    if (made !== null) return made;
    made = new Index();
    for (const user of state.users.values()) made.note(user);
    return made;
  };
  return {
    byUsername: (username) => index().find('username', username.toLowerCase()),
    byEmail: (email) => index().find('email', email.toLowerCase()),
    byExternalId: (externalId) => index().find('external', externalId),
    add: (user) => {
      state.users.set(user.id, user);
      made?.note(user);
    },
    refresh: (user) => made?.note(user),
    remove: (user) => {
      state.users.delete(user.id);
      made?.forget(user);
    },
    invalidate: () => void (made = null),
  };
};
