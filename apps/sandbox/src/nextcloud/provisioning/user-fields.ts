import { characterCount } from '../character-count.ts';
import type { Platform } from '../platform.ts';
import { secretHash } from '../secret-hash.ts';
import type { Account } from '../state.ts';
import { OcsRefusal } from '../transport/ocs-answer.ts';
import { LANGUAGES } from './languages.ts';
import { LONGEST_PASSWORD, passwordRefusal } from './password-policy.ts';
import { parsedQuota } from './quota.ts';
import { PROFILE_FIELDS } from './user-details.ts';

const invalid = (): OcsRefusal => new OcsRefusal(101);
const fieldUnknown = (): OcsRefusal => new OcsRefusal(113);

export const isEmail = (text: string): boolean =>
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/.test(text);

const isTimezone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const profileCheck: Readonly<Record<string, (value: string) => boolean>> = {
  // Without a default region only international numbers are understood.
  phone: (value) => value === '' || /^\+[0-9 ().-]{7,20}$/.test(value),
  website: (value) => value === '' || /^https?:\/\/[^\s/]+\.[^\s]+$/.test(value),
  profile_enabled: (value) => value === '0' || value === '1',
};

type Setter = (platform: Platform, account: Account, value: string) => void;

const setDisplayName: Setter = (_platform, account, value) => {
  if (account.backend !== 'Database') throw fieldUnknown();
  const name = value.trim();
  if (name === '' || characterCount(name) > 64) throw invalid();
  account.displayName = name;
};

const setters: Readonly<Record<string, Setter>> = {
  displayname: setDisplayName,
  display: setDisplayName,
  email: (_platform, account, value) => {
    const email = value.trim().toLowerCase();
    if (email !== '' && !isEmail(email)) throw invalid();
    account.email = email === '' ? null : email;
    if (account.notifyEmail !== account.email) account.notifyEmail = null;
  },
  additional_mail: (_platform, account, value) => {
    if (!isEmail(value) || account.additionalMail.includes(value) || value === account.email) throw invalid();
    account.additionalMail.push(value);
  },
  // Only a verified address is taken; nobody clicks on verification mails here, which leaves the person's main one.
  notify_email: (_platform, account, value) => {
    if (value !== '' && value !== account.email) throw invalid();
    account.notifyEmail = value === '' ? null : value;
  },
  quota: (_platform, account, value) => {
    const quota = parsedQuota(value);
    if (quota === null) throw invalid();
    account.quota = quota;
  },
  language: (_platform, account, value) => {
    if (!LANGUAGES.has(value)) throw invalid();
    account.language = value;
  },
  locale: (_platform, account, value) => {
    if (!/^[a-z]{2,3}(_[A-Za-z]{2,4}){0,2}$/.test(value)) throw invalid();
    account.locale = value;
  },
  timezone: (_platform, account, value) => {
    if (!isTimezone(value)) throw invalid();
    account.timezone = value;
  },
  manager: (_platform, account, value) => {
    account.manager = value;
  },
  password: (platform, account, value) => {
    if (account.backend !== 'Database') throw fieldUnknown();
    if (value === '' || value.length > LONGEST_PASSWORD) throw invalid();
    const refusal = passwordRefusal(platform, value);
    if (refusal !== null) throw new OcsRefusal(107, refusal);
    account.passwordHash = secretHash(account.uid, value);
  },
};

const PROFILE: ReadonlySet<string> = new Set(PROFILE_FIELDS);
/** What people may not change about themselves. */
const FOR_ADMINISTRATORS = new Set(['quota', 'manager']);

/** Changes one field; 113 for a key that is none or that the account's backend cannot change, 101 for a bad value. */
export const setUserField = (
  platform: Platform,
  account: Account,
  change: { readonly key: string; readonly value: string; readonly bySelf: boolean },
): void => {
  if (change.bySelf && FOR_ADMINISTRATORS.has(change.key)) throw fieldUnknown();
  const setter = Object.hasOwn(setters, change.key) ? setters[change.key] : undefined;
  if (setter !== undefined) {
    setter(platform, account, change.value);
    return;
  }
  if (!PROFILE.has(change.key)) throw fieldUnknown();
  if (profileCheck[change.key]?.(change.value) === false) throw invalid();
  account.profile[change.key] = change.value;
};
