import { groupsOf, subAdminGroupsOf } from '../accounts.ts';
import { usedBytes } from '../files/file-store.ts';
import type { Platform } from '../platform.ts';
import type { Account } from '../state.ts';
import { administersUsers, type Caller } from '../transport/caller.ts';
import { quotaDetails } from './quota.ts';

/** Free-text fields of a profile, empty unless set. */
export const PROFILE_FIELDS = [
  'phone', 'address', 'website', 'organisation', 'role', 'headline', 'biography', 'pronouns',
  'twitter', 'bluesky', 'fediverse', 'profile_enabled',
] as const; // prettier-ignore

/** What `users/{id}` and `users/details` tell about a person. `enabled` is only shown to those who administer people. */
export const userDetails = (platform: Platform, caller: Caller, account: Account): object => {
  const ofDatabase = account.backend === 'Database';
  const profile = Object.fromEntries(PROFILE_FIELDS.map((key) => [key, account.profile[key] ?? '']));
  return {
    ...(administersUsers(caller) || caller.subAdminOf.length > 0 ? { enabled: account.enabled } : {}),
    id: account.uid,
    firstLoginTimestamp: account.firstLogin,
    lastLoginTimestamp: account.lastLogin,
    lastLogin: account.lastLogin * 1000,
    backend: account.backend,
    subadmin: subAdminGroupsOf(platform.state, account),
    quota: quotaDetails(account.quota, usedBytes(platform.state, `home:${account.uid}`)),
    manager: account.manager,
    email: account.email,
    additional_mail: account.additionalMail,
    displayname: account.displayName,
    'display-name': account.displayName,
    ...profile,
    profile_enabled: account.profile['profile_enabled'] ?? '1',
    groups: groupsOf(platform.state, account),
    language: account.language,
    locale: account.locale,
    timezone: account.timezone,
    notify_email: account.notifyEmail,
    backendCapabilities: { setDisplayName: ofDatabase, setPassword: ofDatabase },
  };
};
