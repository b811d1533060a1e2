import { characterCount } from '../character-count.ts';
import type { Platform } from '../platform.ts';

const COMMON = new Set(['1234567890', 'password123', 'passwordpassword', 'motdepasse', 'azertyuiop', 'qwertyuiop']);
const SHORTEST = 10;
/** `IUserManager::MAX_PASSWORD_LENGTH`. */
export const LONGEST_PASSWORD = 469;

/** Why the app password_policy refuses a password (107); null when it does not, or when the app is off. */
export const passwordRefusal = (platform: Platform, password: string): string | null => {
  if (!platform.apps.has('password_policy')) return null;
  if (characterCount(password) < SHORTEST) return `Password needs to be at least ${SHORTEST} characters long`;
  if (COMMON.has(password.toLowerCase()))
    return 'Password is among the 1,000,000 most common ones. Please make it unique.';
  return null;
};
