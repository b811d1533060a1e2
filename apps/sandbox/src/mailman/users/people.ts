import type { Platform } from '../platform.ts';
import type { Address, Member, User } from '../state.ts';

const newAddress = ({ now }: Platform, original: string, displayName: string): Address => ({
  email: original.toLowerCase(),
  original,
  displayName,
  userId: null,
  verifiedAt: null,
  registeredAt: now(),
  preferences: {},
});
const newUser = ({ newId, now }: Platform, displayName: string): User => ({
  id: newId(),
  displayName,
  serverOwner: false,
  createdAt: now(),
  preferred: null,
  preferences: {},
});

/** The address of this spelling, made if it is new. It belongs to nobody yet then. */
export const addressFor = (platform: Platform, original: string, displayName = ''): Address => {
  const { addresses } = platform.state;
  const known = addresses.get(original.toLowerCase());
  if (known !== undefined) return known;
  const made = newAddress(platform, original, displayName);
  addresses.set(made.email, made);
  return made;
};

/** Mailman's `make_user`: whoever has the address, or somebody new who gets it. */
export const userFor = (platform: Platform, address: Address, displayName = ''): User => {
  const { users } = platform.state;
  const known = address.userId === null ? undefined : users.get(address.userId);
  if (known !== undefined) return known;
  const made = newUser(platform, displayName === '' ? address.displayName : displayName);
  users.set(made.id, made);
  address.userId = made.id;
  return made;
};

export const addressesOf = ({ state }: Platform, user: User): readonly Address[] =>
  [...state.addresses.values()]
    .filter(({ userId }) => userId === user.id)
    .sort((a, b) => (a.original < b.original ? -1 : 1));

/** By an id, or by any of their addresses. */
export const findUser = ({ state }: Platform, identifier: string): User | undefined => {
  if (!identifier.includes('@')) return state.users.get(identifier);
  const owner = state.addresses.get(identifier.toLowerCase())?.userId ?? null;
  return owner === null ? undefined : state.users.get(owner);
};

/** The address by which a member is subscribed now; null where the user prefers none. */
export const emailOf = ({ state }: Platform, { email, userId }: Member): string | null =>
  email ?? (userId === null ? null : (state.users.get(userId)?.preferred ?? null));
export const userOf = ({ state }: Platform, member: Member): User | undefined => {
  const id = member.email === null ? member.userId : (state.addresses.get(member.email)?.userId ?? null);
  return id === null ? undefined : state.users.get(id);
};
