import type { Platform } from '../platform.ts';
import reserved from './reserved-usernames.json' with { type: 'json' };

const SHORTEST = 3;
const CONFUSING_SUFFIX = /\.(js|json|css|htm|html|xml|jpg|jpeg|png|gif|bmp|ico|tif|tiff|woff)$/i;
const RESERVED = new Set(reserved);

export const graphemes = (text: string): string[] =>
  [...new Intl.Segmenter('und').segment(text)].map(({ segment }) => segment);

/** What is wrong with the form of a user's or group's name; the first rule that is broken, or null. */
export const nameProblem = (name: string, longest: number): string | null => {
  const length = graphemes(name).length;
  if (name === '') return "can't be blank";
  if (length < SHORTEST) return `must be at least ${SHORTEST} characters`;
  if (length > longest) return `must be no more than ${longest} characters`;
  if (/[^\w.-]/.test(name)) return 'must only include numbers, letters, dashes, dots, and underscores';
  if (/^\W/.test(name)) return 'must begin with a letter, a number or an underscore';
  if (/[^A-Za-z0-9]$/.test(name)) return 'must end with a letter or a number';
  if (/[-_.]{2,}/.test(name)) return 'must not contain a sequence of 2 or more special characters (.-_)';
  if (CONFUSING_SUFFIX.test(name)) return 'must not end with a confusing suffix like .json or .png etc.';
  return null;
};

/** Users and groups share one namespace, without regard to case. */
export const nameIsTaken = (
  platform: Platform,
  name: string,
  except: { readonly userId?: number; readonly groupId?: number } = {},
): boolean => {
  const user = platform.accounts.byUsername(name);
  if (user !== undefined && user.id !== except.userId) return true;
  for (const group of platform.state.groups.values()) {
    if (group.name.toLowerCase() === name.toLowerCase() && group.id !== except.groupId) return true;
  }
  return false;
};

export const isReserved = (name: string): boolean => RESERVED.has(name.toLowerCase());

/** The problem with a wanted username, or null. */
export const usernameProblem = (platform: Platform, name: string, userId?: number): string | null => {
  const problem = nameProblem(name, platform.settings.maxUsernameLength);
  if (problem !== null) return problem;
  if (isReserved(name)) return 'is not allowed';
  return nameIsTaken(platform, name, userId === undefined ? {} : { userId }) ? 'must be unique' : null;
};

const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  œ: 'oe',
  Œ: 'OE',
  æ: 'ae',
  Æ: 'AE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  þ: 'th',
  Þ: 'Th',
};
const transliterated = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\P{ASCII}/gu, (letter) => LETTERS[letter] ?? letter);

const withoutBadEnd = (name: string): string => name.replace(/[^A-Za-z0-9]+$/, '');

/** A wanted name with everything that is not allowed taken out; may come out empty. */
export const sanitizedUsername = (name: string): string => {
  const local = name.includes('@') ? (name.split('@')[0] ?? '') : name;
  const replaced = transliterated(local)
    .replace(CONFUSING_SUFFIX, '_')
    .replace(/[^\w.-]/g, '_')
    .replace(/^[^\w]+/, '');
  return withoutBadEnd(replaced).replace(/[-_.]{2,}/g, '_');
};

/** The first of the wanted names that anything is left of, cut to size, with 1, 2… behind it until it is free. */
export const suggestedUsername = (platform: Platform, wanted: readonly (string | null)[], userId?: number): string => {
  const longest = platform.settings.maxUsernameLength;
  const usable = wanted.map((each) => sanitizedUsername(each ?? '')).find((each) => each !== '') ?? 'user';
  const base = withoutBadEnd(usable.slice(0, longest)).padEnd(SHORTEST, '1');
  let attempt = base;
  for (let suffix = 1; isUnavailable(platform, attempt, userId); suffix++) {
    const digits = String(suffix);
    attempt = base.slice(0, longest - digits.length) + digits;
  }
  return attempt;
};

const isUnavailable = (platform: Platform, name: string, userId: number | undefined): boolean =>
  isReserved(name) || nameIsTaken(platform, name, userId === undefined ? {} : { userId });
