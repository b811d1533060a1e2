import type { DiscourseState, User } from '../state.ts';

/** Finds people by what they are known by, without reading through all of them. */
export interface AccountIndex {
  byUsername(username: string): User | undefined;
  byEmail(email: string): User | undefined;
  byExternalId(externalId: string): User | undefined;
  /** Says that names, addresses or external ids changed; the index is made anew when it is next asked. */
  invalidate(): void;
  add(user: User): void;
}

export const accountIndex = (state: DiscourseState): AccountIndex => {
  let maps: Record<'username' | 'email' | 'external', Map<string, User>> | null = null;
  const note = (into: NonNullable<typeof maps>, user: User): void => {
    into.username.set(user.username.toLowerCase(), user);
    if (user.email !== '') into.email.set(user.email.toLowerCase(), user);
    if (user.sso !== null) into.external.set(user.sso.externalId, user);
  };
  const index = (): NonNullable<typeof maps> => {
    if (maps !== null) return maps;
    maps = { username: new Map(), email: new Map(), external: new Map() };
    for (const user of state.users.values()) note(maps, user);
    return maps;
  };
  return {
    byUsername: (username) => index().username.get(username.toLowerCase()),
    byEmail: (email) => (email === '' ? undefined : index().email.get(email.toLowerCase())),
    byExternalId: (externalId) => index().external.get(externalId),
    invalidate: () => void (maps = null),
    add: (user) => {
      state.users.set(user.id, user);
      if (maps !== null) note(maps, user);
    },
  };
};
