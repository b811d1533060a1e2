import { joinByDomain } from '../groups/membership.ts';
import type { Platform } from '../platform.ts';
import type { User } from '../state.ts';

export type NewUser = Pick<User, 'username' | 'name' | 'email' | 'active'> & Partial<User>;

export const newUser = (id: number, now: number, given: NewUser): User => ({
  id,
  approved: true,
  admin: false,
  moderator: false,
  trustLevel: 0,
  staged: false,
  title: null,
  bio: null,
  website: null,
  location: null,
  locale: null,
  customFields: {},
  primaryGroupId: null,
  suspension: null,
  silence: null,
  sso: null,
  otherIds: {},
  categoryLevels: {},
  createdAt: now,
  lastSeenAt: null,
  ...given,
});

/** Makes an account; the caller has checked its name and address. */
export const addUser = (platform: Platform, given: NewUser): User => {
  const id = platform.state.nextIds.user++;
  const user = newUser(id, platform.now(), given);
  platform.accounts.add(user);
  joinByDomain(platform, user);
  return user;
};

/** As strict as Discourse: one `@`, something on both sides, a dot behind it, and no spaces. */
export const isEmail = (text: string): boolean => /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@.]{2,}$/.test(text);
