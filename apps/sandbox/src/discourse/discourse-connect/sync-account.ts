import { addMember, groupsOf, joinByDomain, removeMember } from '../groups/membership.ts';
import type { Platform } from '../platform.ts';
import type { Group, User } from '../state.ts';
import { addUser, isEmail } from '../users/new-user.ts';
import { suggestedUsername } from '../users/username-rules.ts';
import type { SsoPayload } from './payload.ts';

export type SyncResult =
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'blank-external-id' }
  /** An exception that nobody catches. */
  | { readonly kind: 'uncaught' }
  | { readonly kind: 'invalid'; readonly message: string; readonly about: 'email' | 'other' };

/** External ids that a careless client sends for "none". */
const BANNED = new Set(['none', 'nil', 'blank', 'null']);

const invalidEmail = (what: string): SyncResult => ({
  kind: 'invalid',
  message: `Validation failed: Primary email ${what}`,
  about: 'email',
});

const blank = (text: string | null): boolean => text === null || text.trim() === '';

const suggestedName = (text: string): string =>
  (text.split('@')[0] ?? '').replaceAll(/[._-]+/g, ' ').replace(/(^|\s)\S/g, (letter) => letter.toUpperCase());

/** Names without regard to case; automatic groups and unknown names are passed over in silence (facts §2). */
const named = (platform: Platform, list: string | null): Group[] => {
  const names = new Set((list ?? '').split(',').map((name) => name.toLowerCase()));
  return [...platform.state.groups.values()].filter((group) => !group.automatic && names.has(group.name.toLowerCase()));
};

const applyGroups = (platform: Platform, user: User, payload: SsoPayload): void => {
  if (platform.settings.discourseConnectOverridesGroups) {
    // An absent list is an empty one here, and empties everything.
    const wanted = new Set(named(platform, payload.groups));
    for (const group of groupsOf(platform, user)) if (!group.automatic && !wanted.has(group)) removeMember(group, user);
    for (const group of wanted) addMember(platform, group, user);
    return;
  }
  for (const group of named(platform, payload.addGroups)) addMember(platform, group, user);
  for (const group of named(platform, payload.removeGroups)) removeMember(group, user);
};

const matchOrCreate = (platform: Platform, payload: SsoPayload, externalId: string): SyncResult => {
  const email = payload.email?.trim() ?? '';
  const holder = platform.accounts.byEmail(email);
  if (holder !== undefined && !payload.requireActivation) {
    // A match by address takes the account over, whoever it was linked to before.
    const none = { externalUsername: null, externalEmail: null, externalName: null };
    holder.sso = { ...(holder.sso ?? none), externalId };
    platform.accounts.refresh(holder);
    return { kind: 'user', user: holder };
  }
  if (email === '') return invalidEmail("can't be blank");
  if (!isEmail(email)) return invalidEmail('is invalid.');
  if (holder !== undefined) return invalidEmail('has already been taken');
  const user = addUser(platform, {
    username: suggestedUsername(platform, [payload.username, payload.name]),
    name: blank(payload.name) ? suggestedName(payload.username ?? email) : payload.name,
    email: email.toLowerCase(),
    active: false,
    approved: !platform.settings.mustApproveUsers,
    sso: { externalId, externalUsername: null, externalEmail: null, externalName: null },
    ...(blank(payload.locale) ? {} : { locale: payload.locale }),
  });
  return { kind: 'user', user };
};

/** Overrides by the site's settings; without them another address, name or username is ignored in silence. */
const override = (platform: Platform, user: User, payload: SsoPayload): SyncResult => {
  const { authOverridesEmail, authOverridesUsername, authOverridesName } = platform.settings;
  const email = payload.email?.trim().toLowerCase() ?? '';
  if (authOverridesEmail && email !== '' && email !== user.email) {
    const holder = platform.accounts.byEmail(email);
    if (!isEmail(email)) return invalidEmail('is invalid.');
    if (holder !== undefined && holder.id !== user.id) return invalidEmail('has already been taken');
    user.email = email;
    if (payload.requireActivation) user.active = false;
    if (user.active) joinByDomain(platform, user);
  }
  if (authOverridesUsername && !blank(payload.username) && user.username !== payload.username) {
    user.username = suggestedUsername(platform, [payload.username], user.id);
  }
  if (authOverridesName && !blank(payload.name)) user.name = payload.name;
  if (payload.localeForceUpdate && !blank(payload.locale)) user.locale = payload.locale;
  return { kind: 'user', user };
};

const keepRecord = (user: User, externalId: string, payload: SsoPayload): void => {
  user.sso = {
    externalId,
    externalUsername: payload.username,
    externalEmail: payload.email,
    externalName: payload.name,
  };
};

const applyFields = (user: User, payload: SsoPayload): void => {
  for (const [name, value] of Object.entries(payload.customFields)) user.customFields[name] = value;
  if (payload.admin !== undefined) user.admin = payload.admin;
  if (payload.moderator !== undefined) user.moderator = payload.moderator;
  if (payload.title !== null) user.title = payload.title;
  if (payload.bio !== null && blank(user.bio)) user.bio = payload.bio;
  if (payload.website !== null) user.website = payload.website;
  if (payload.location !== null) user.location = payload.location;
};

/** What both `sync_sso` and a login do with an account (facts §2, in this order). */
export const syncAccount = (platform: Platform, payload: SsoPayload): SyncResult => {
  if (payload.doubled) return { kind: 'uncaught' };
  const externalId = payload.externalId ?? '';
  if (externalId.trim() === '') return { kind: 'blank-external-id' };
  if (BANNED.has(externalId.toLowerCase())) return { kind: 'uncaught' };
  const known = platform.accounts.byExternalId(externalId);
  const found: SyncResult =
    known === undefined ? matchOrCreate(platform, payload, externalId) : { kind: 'user', user: known };
  if (found.kind !== 'user') return found;
  const { user } = found;
  user.staged = false;
  const overridden = override(platform, user, payload);
  if (overridden.kind !== 'user') return overridden;
  keepRecord(user, externalId, payload);
  if (!user.active && !payload.requireActivation) {
    user.active = true;
    joinByDomain(platform, user);
  }
  applyFields(user, payload);
  applyGroups(platform, user, payload);
  platform.accounts.refresh(user);
  return { kind: 'user', user };
};
