import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import { ADMIN_GROUP, addAccount, findAccount, removeAccount } from '../accounts.ts';
import { characterCount } from '../character-count.ts';
import type { Platform } from '../platform.ts';
import { secretHash } from '../secret-hash.ts';
import type { Account } from '../state.ts';
import { administersUsers, type Caller } from '../transport/caller.ts';
import type { CallValues } from '../transport/call-values.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { ocsRoute } from '../transport/ocs-route.ts';
import { LANGUAGES } from './languages.ts';
import { LONGEST_PASSWORD, passwordRefusal } from './password-policy.ts';
import { parsedQuota } from './quota.ts';

export const LONGEST_DISPLAY_NAME = 64;

const checkGroups = (platform: Platform, caller: Caller, groups: readonly string[]): void => {
  for (const gid of groups) {
    if (!platform.state.groups.has(gid)) throw new OcsRefusal(104, `Group ${gid} does not exist`);
    if (gid === ADMIN_GROUP && !caller.admin) throw new OcsRefusal(104);
    if (!administersUsers(caller) && !caller.subAdminOf.includes(gid)) {
      throw new OcsRefusal(105, `Insufficient privileges for group ${gid}`);
    }
  }
  if (groups.length === 0 && !administersUsers(caller)) {
    throw new OcsRefusal(106, 'No group specified (required for sub-admins)');
  }
};

const checkSubAdminGroups = (platform: Platform, caller: Caller, groups: readonly string[]): void => {
  for (const gid of groups) {
    if (!platform.state.groups.has(gid)) throw new OcsRefusal(109, `Sub-admin group ${gid} does not exist`);
    if (gid === ADMIN_GROUP) throw new OcsRefusal(103, 'Cannot create sub-admins for admin group');
    if (!administersUsers(caller)) throw new OcsRefusal(403, 'No permissions to promote sub-admins');
  }
};

/** `a-z A-Z 0-9`, space and `_.@-'`, at most 64, no space at an end, not dots only (facts §2). */
const checkUid = (uid: string): void => {
  if (uid.trim() === '') throw new OcsRefusal(101, 'A valid Login must be provided');
  if (!/^[a-zA-Z0-9 _.@'-]+$/.test(uid))
    throw new OcsRefusal(
      101,
      'Only the following characters are allowed in a Login: "a-z", "A-Z", "0-9", spaces and "_.@-\'"',
    );
  if (uid.trim() !== uid) throw new OcsRefusal(101, 'Login contains whitespace at the beginning or at the end');
  if (uid === '.' || uid === '..') throw new OcsRefusal(101, 'Login must not consist of dots only');
  if (uid.length > 64) throw new OcsRefusal(101, 'Login is too long');
};

const checkedPassword = (platform: Platform, values: CallValues): string => {
  const password = values.text('password') ?? '';
  if (password.length > LONGEST_PASSWORD) throw new OcsRefusal(101, 'Invalid password value');
  if (password !== '') {
    const refusal = passwordRefusal(platform, password);
    if (refusal !== null) throw new OcsRefusal(107, refusal);
    return password;
  }
  if ((values.text('email') ?? '') === '')
    throw new OcsRefusal(108, 'An email address is required, to send a password link to the user.');
  return randomBytes(24).toString('base64url');
};

/** The order of the real controller. What comes after a refused field is never set, and the account stays. */
const fillIn = (platform: Platform, account: Account, values: CallValues): void => {
  const displayName = (values.text('displayName') ?? '').trim();
  if (characterCount(displayName) > LONGEST_DISPLAY_NAME) {
    // The only field whose refusal takes the account back.
    removeAccount(platform.state, account);
    throw new OcsRefusal(101, 'Invalid displayname');
  }
  if (displayName !== '') account.displayName = displayName;
  const quota = values.text('quota') ?? '';
  if (quota !== '') {
    const parsed = parsedQuota(quota);
    if (parsed === null) throw new OcsRefusal(101, `Invalid quota value: ${quota}`);
    account.quota = parsed;
  }
  const language = values.text('language') ?? '';
  if (language !== '') {
    if (!LANGUAGES.has(language)) throw new OcsRefusal(101, 'Invalid language');
    account.language = language;
  }
  account.manager = values.text('manager') ?? '';
  // Not validated here, unlike in the call that edits it, and not unique (facts §2).
  const email = (values.text('email') ?? '').trim().toLowerCase();
  if (email !== '') account.email = email;
};

/** `POST /cloud/users`: one call, but not one transaction. */
export const userCreate = (platform: Platform): RequestHandler =>
  ocsRoute(platform, { for: 'sub-admin' }, ({ caller, values }) => {
    const uid = values.text('userid') ?? '';
    const groups = values.list('groups');
    const subAdminOf = values.list('subadmin');
    if (findAccount(platform.state, uid) !== undefined) throw new OcsRefusal(102, 'User already exists');
    checkGroups(platform, caller, groups);
    checkSubAdminGroups(platform, caller, subAdminOf);
    const password = checkedPassword(platform, values);
    checkUid(uid);
    const language = platform.settings.language;
    const account = addAccount(platform.state, {
      uid, backend: 'Database', language, passwordHash: secretHash(uid, password),
    }); // prettier-ignore
    for (const gid of groups) platform.state.groups.get(gid)?.members.add(uid);
    for (const gid of subAdminOf) platform.state.groups.get(gid)?.subAdmins.add(uid);
    fillIn(platform, account, values);
    return { id: uid };
  });
